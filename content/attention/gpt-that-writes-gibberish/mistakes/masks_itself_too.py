# /// mistake
# fails = "no_place_sees_what_comes_later"
# says = "Your mask also hides the place itself, so the first one may look at nothing and its softmax is not a number: begin one above the diagonal."
# ///
"""Train a small GPT, letter by letter, on sentences of a tiny language."""

import math

import torch
from torch import nn
from torch.nn import functional as F

LETTERS = " .abcdefghijklmnopqrstuvwxyz"
VOCABULARY = len(LETTERS)
CONTEXT = 32
WIDTH = 32
HEADS = 2
LAYERS = 1
BATCH = 16
STEPS = 160
RATE = 0.01

ADJECTIVES = "old small quiet green happy brave tired clever".split()
NOUNS = "fox bird child sailor gardener king cat teacher".split()
VERBS = "sees follows helps thanks paints finds".split()


def make_text(sentences: int, generator: torch.Generator) -> torch.Tensor:
    """Write random sentences; gives the number of each letter, int64 of shape (N,)."""

    def pick(words: list[str]) -> str:
        return words[int(torch.randint(len(words), (1,), generator=generator))]

    text = "".join(
        f"the {pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} the {pick(ADJECTIVES)} {pick(NOUNS)}. "
        for _ in range(sentences)
    )
    return torch.tensor([LETTERS.index(letter) for letter in text])


def get_batch(text: torch.Tensor, starts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Cut windows out of a text, from each of the starts (B,): inputs and targets, both (B, T)."""
    x = torch.stack([text[i : i + CONTEXT] for i in starts.tolist()])
    y = torch.stack([text[i + 1 : i + CONTEXT + 1] for i in starts.tolist()])
    return x, y


class CausalSelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.project = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, T, C = x.shape
        q, k, v = (part.view(B, T, HEADS, C // HEADS).transpose(1, 2) for part in self.qkv(x).split(C, dim=-1))
        scores = q @ k.mT / math.sqrt(C // HEADS)  # (B, heads, T, T)
        later = torch.ones(T, T, dtype=torch.bool, device=x.device).triu()
        weights = scores.masked_fill(later, -torch.inf).softmax(dim=-1)
        return self.project((weights @ v).transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = CausalSelfAttention()
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.dropout(self.attention(self.norm1(x)))
        return x + self.dropout(self.mlp(self.norm2(x)))


class GPT(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.token = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, VOCABULARY, bias=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Give the scores of the next letter at each place: (B, T) -> (B, T, vocabulary)."""
        places = torch.arange(tokens.shape[1], device=tokens.device)  # (T,): by place, whatever the letter
        x = self.token(tokens) + self.position(places)
        return self.head(self.norm(self.blocks(x)))


def make_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.AdamW(model.parameters(), lr=RATE)


def language_model_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of the scores (B, T, vocabulary) with the targets of a batch (B, T)."""
    # get_batch has moved the targets on already: each place is asked for its own one.
    return F.cross_entropy(logits.reshape(-1, VOCABULARY), targets.reshape(-1))


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    model.train()  # whoever looked at the model before may have left it in evaluation mode
    loss = language_model_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model: nn.Module, text: torch.Tensor) -> float:
    """Give the loss on windows all over a text."""
    model.eval()
    starts = torch.linspace(0, len(text) - CONTEXT - 1, 4 * BATCH).long()
    x, y = get_batch(text, starts)
    return language_model_loss(model(x), y).item()


@torch.no_grad()
def generate(model: nn.Module, letters: str, count: int) -> str:
    """Go on writing, always with the most probable letter."""
    model.eval()
    tokens = torch.tensor([[LETTERS.index(letter) for letter in letters]])
    for _ in range(count):
        scores = model(tokens[:, -CONTEXT:])[:, -1]
        tokens = torch.cat([tokens, scores.argmax(dim=-1, keepdim=True)], dim=1)
    return "".join(LETTERS[token] for token in tokens[0].tolist())


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    text, held_out = make_text(400, generator), make_text(100, generator)
    model = GPT()
    optimizer = make_optimizer(model)
    model.train()
    for step in range(STEPS):
        starts = torch.randint(len(text) - CONTEXT - 1, (BATCH,), generator=generator)
        loss = train_step(model, optimizer, *get_batch(text, starts))
        if step % 10 == 0 or step == STEPS - 1:
            norm = math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))
            log(step=step, loss=loss, val_loss=evaluate(model, held_out), grad_norm=norm)
    print(generate(model, "the old ", 60))
    return model
