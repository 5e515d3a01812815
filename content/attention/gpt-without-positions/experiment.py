"""A GPT of one or two blocks learns a page of text letter by letter, with or without positions and mask.

Afterwards the letters before the last one are shuffled, to see whether the model knows their order.
"""

import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

CONTEXT, WIDTH, HEADS = 24, 48, 4
BATCH, STEPS = 24, 300
SENTENCE = "from the left to the rig"
"""What the attention is drawn for; as long as the context."""


class Block(nn.Module):
    """Attention and a feed-forward part, each with a norm before it and a sum after it."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.norm_after = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.queries_keys_values = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.feed = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x: Tensor, *, causal: bool) -> tuple[Tensor, Tensor]:
        """Give the new states (B, T, C) and the attention (B, heads, T, T)."""
        batch, time, _ = x.shape
        parts = self.queries_keys_values(self.norm(x)).view(batch, time, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each (B, heads, T, C / heads)
        scores = query @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5
        if causal:
            later = torch.ones(time, time, dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        attention = scores.softmax(-1)
        x = x + self.out((attention @ value).transpose(1, 2).reshape(batch, time, WIDTH))
        return x + self.feed(self.norm_after(x)), attention


class Gpt(nn.Module):
    """Letters in, scores of the next letter out."""

    def __init__(self, letters: int, *, blocks: int, positions: str, causal: bool) -> None:
        super().__init__()
        self.causal = causal
        self.embedding = nn.Embedding(letters, WIDTH)
        self.position = nn.Parameter(0.1 * torch.randn(CONTEXT, WIDTH)) if positions == "learned" else None
        self.blocks = nn.ModuleList(Block() for _ in range(blocks))
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, letters)

    def forward(self, ids: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Give the scores (B, T, letters) for ids (B, T), and the attention of every block."""
        x = self.embedding(ids)
        if self.position is not None:
            x = x + self.position[: ids.shape[1]]
        seen = []
        for block in self.blocks:
            x, attention = block(x, causal=self.causal)
            seen.append(attention)
        return self.head(self.norm(x)), seen


def loss_of(scores: Tensor, wanted: Tensor) -> Tensor:
    """Give the mean cross-entropy per letter, in nats."""
    return nn.functional.cross_entropy(scores.flatten(0, -2), wanted.flatten())


def loss_at_the_end(net: Gpt, windows: Tensor) -> float:
    """Give the loss for the letter after the window (N, T + 1), where nothing that follows can be seen."""
    return loss_of(net(windows[:, :-1])[0][:, -1], windows[:, -1]).item()


def shuffled(windows: Tensor) -> Tensor:
    """Shuffle the letters before the last one that is read, in every window in its own way."""
    orders = torch.rand(len(windows), CONTEXT - 1).argsort(-1)
    return torch.cat([windows[:, : CONTEXT - 1].gather(1, orders), windows[:, CONTEXT - 1 :]], 1)


def write(net: Gpt, ids: Tensor, count: int) -> Tensor:
    """Write some letters after the ids, each drawn from what the model thinks likely."""
    for _ in range(count):
        scores = net(ids[None, -CONTEXT:])[0][0, -1]
        ids = torch.cat([ids, torch.multinomial((scores / 0.7).softmax(-1), 1)])
    return ids


def train(lab: Lab, net: Gpt, windows: Tensor, shown: Tensor) -> None:
    """Train on windows (N, T + 1) and draw the loss, and now and then the attention."""
    rule = torch.optim.Adam(net.parameters(), lr=4e-3)
    for step in range(STEPS):
        rows = windows[torch.randint(len(windows), (BATCH,))]
        loss = loss_of(net(rows[:, :-1])[0], rows[:, 1:])
        rule.zero_grad()
        loss.backward()
        rule.step()
        if step % 3 == 0:
            lab.point("all letters of a batch", step, loss)
        if step % 30 == 0:
            with torch.no_grad():
                lab.point("the letter after the window", step, loss_at_the_end(net, windows[::7]))
                draw(lab, net, shown)
        if lab.stopped:
            return


def draw(lab: Lab, net: Gpt, shown: Tensor) -> None:
    """Draw the attention of each head: a row per letter that looks, a column per letter that is looked at."""
    for number, attention in enumerate(net(shown[None])[1], 1):
        large = attention[0].repeat_interleave(4, -1).repeat_interleave(4, -2)
        lab.image(f"attention, block {number}", tiles(large.numpy()), low=0, high=1)


def run(lab: Lab, *, positions: str, blocks: int, mask: str) -> None:
    """Train, then measure with the letters in order and shuffled, and write."""
    text = lab.data("harbour.txt").read_text(encoding="utf-8").replace("\n", " ").replace("  ", " ")
    letters = sorted(set(text))
    ids = torch.tensor([letters.index(letter) for letter in text])
    windows = ids.unfold(0, CONTEXT + 1, 1)
    shown = torch.tensor([letters.index(letter) for letter in SENTENCE])
    net = Gpt(len(letters), blocks=blocks, positions=positions, causal=mask == "causal")
    train(lab, net, windows, shown)
    with torch.no_grad():
        draw(lab, net, shown)
        lab.value("training loss, all letters", loss_of(net(windows[:, :-1])[0], windows[:, 1:]))
        lab.value("loss after the window", loss_at_the_end(net, windows))
        lab.value("the same, order shuffled", loss_at_the_end(net, shuffled(windows)))
        written = write(net, shown, 80)
    lab.note("It writes: " + "".join(letters[number] for number in written.tolist()))


@settles("one-block")
def one_block_shuffled(runs: Runs) -> int:
    """Compare the loss in order and shuffled, for one block without positions."""
    values = runs(positions="none", blocks=1).values
    ordered, mixed = values["loss after the window"], values["the same, order shuffled"]
    runs.note(f"In order the loss is {ordered:.4f}, shuffled it is {mixed:.4f}.")
    return 2 if abs(mixed / ordered - 1) < 1e-3 else 0 if mixed > 1.5 * ordered else 1


@settles("two-blocks")
def two_blocks_shuffled(runs: Runs) -> int:
    """Compare the loss in order and shuffled, for two blocks without positions."""
    values = runs(positions="none").values
    ordered, mixed = values["loss after the window"], values["the same, order shuffled"]
    with_positions = runs().values["loss after the window"]
    runs.note(
        f"In order the loss is {ordered:.2f}, shuffled it is {mixed:.2f}. "
        f"With learned positions it is {with_positions:.2f} in order."
    )
    return 0 if abs(mixed / ordered - 1) < 1e-3 else 1 if mixed > 1.5 * ordered else 2


@settles("no-mask")
def without_the_mask(runs: Runs) -> int:
    """Compare the loss for a letter that cannot be seen, with and without the mask."""
    masked, open_ = (runs(mask=mask).values["loss after the window"] for mask in ("causal", "none"))
    everywhere = runs(mask="none").values["training loss, all letters"]
    runs.note(
        f"With the mask it is {masked:.2f}, without it {open_:.2f}, "
        f"though over all letters it is {everywhere:.2f} there."
    )
    return 0 if open_ > 3 * masked else 2 if open_ < masked / 1.5 else 1
