"""A small BERT fills gaps in sentences without labels, then learns from few labels which names mean an animal."""

import copy
import tomllib
from typing import Any, NamedTuple

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

LONGEST, WIDTH, HEADS, LAYERS = 7, 32, 2, 1
PAD, MASK, STOP = 0, 1, 2
"""Numbers of the padding, of the mask and of the full stop."""
UNLABELLED, TEST, BATCH, TUNING = 6000, 400, 128, 30
"""Sentences without labels, and for testing; sentences of a batch; and steps with labels."""
LABELS, FEW = (8, 32, 128), 32
SIDES = ("thing", "animal")
BERT, CAUSAL, SCRATCH, COUNTS = "BERT", "causal", "BERT from scratch", "word counts"
AT_WORD, MEAN = "at the name", "mean of all words"
GAPS = (
    "the hungry [mask] slept .",
    "the [mask] kettle leaked .",
    "the old fox [mask] today .",
    "the old [mask] vanished .",
)


class Texts(NamedTuple):
    """Sentences: their words, the place of the name, the class, and whether the cue stands left of the name."""

    words: list[list[str]]
    place: torch.Tensor
    """Which word is the name (N,)."""
    animal: torch.Tensor
    """1 for an animal, 0 for a thing (N,)."""
    left: torch.Tensor
    """Whether an adjective tells; else it is the verb (N,)."""


class Writer:
    """Writes sentences about animals and things, and knows the number of each word."""

    def __init__(self, parts: dict[str, Any], rng: np.random.Generator) -> None:
        """Take the words."""
        self.parts, self.rng = parts, rng
        sides = [parts["either"], *(parts[side] for side in SIDES)]
        said = [*parts["places"], *parts["times"], *parts["both"], "the"]
        said += [word for side in sides for words in side.values() for word in words]
        words = sorted({word for some in said for word in some.split()})
        self.numbers = {"[pad]": PAD, "[mask]": MASK, ".": STOP} | {word: at for at, word in enumerate(words, 3)}
        self.words = list(self.numbers)

    def one_of(self, options: list[str]) -> str:
        """Draw one."""
        return options[self.rng.integers(len(options))]

    def texts(self, count: int, *, labelled: bool) -> Texts:
        """Write sentences: to be labelled, with a name of both sides and one cue; else with any name and up to two."""
        rows = [self._sentence(labelled=labelled) for _ in range(count)]
        words, place, animal, left = zip(*rows, strict=True)
        return Texts(list(words), torch.tensor(place), torch.tensor(animal), torch.tensor(left))

    def _sentence(self, *, labelled: bool) -> tuple[list[str], int, int, bool]:
        """Give the words, the place of the name, the class, and whether the adjective tells."""
        draw, parts = self.rng.random(3), self.parts
        animal = int(self.rng.integers(2))
        own, either = parts[SIDES[animal]], parts["either"]
        left = bool(draw[0] < (0.5 if labelled else 0.9))
        right = not left if labelled else draw[1] < 0.9
        name = self.one_of(parts["both"] if labelled or draw[2] < 0.2 else own["names"])
        adjective = self.one_of((own if left else either)["adjectives"])
        verb = self.one_of((own if right else either)["verbs"])
        before = ["the", adjective]
        after = f"{self.one_of(parts['places'])} {verb} {self.one_of(parts['times'])} .".split()
        return [*before, name, *after], len(before), animal, left

    def tensor(self, sentences: list[list[str]]) -> torch.Tensor:
        """Give the numbers of the words (N, L), padded."""
        x = torch.full((len(sentences), LONGEST), PAD)
        for row, words in enumerate(sentences):
            x[row, : len(words)] = torch.tensor([self.numbers[word] for word in words])
        return x


class Block(nn.Module):
    """One layer of a transformer, normalised before attention and before the feed-forward part."""

    def __init__(self) -> None:
        """Make the layer."""
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)])
        self.parts, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.forward_part = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        """Take vectors (N, L, D) and which places may be looked at (N, 1, L, L)."""
        q, k, v = self.parts(self.norms[0](x)).unflatten(-1, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        return x + self.forward_part(self.norms[1](x))


class Encoder(nn.Module):
    """A transformer that looks both ways or only to the left; its word vectors guess words, a head the class."""

    def __init__(self, words: int, *, causal: bool) -> None:
        """Make the network."""
        super().__init__()
        self.causal = causal
        self.word, self.place = nn.Embedding(words, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm, self.side = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2)
        nn.init.normal_(self.word.weight, std=0.1)
        nn.init.normal_(self.place.weight, std=0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take words (N, L), give vectors (N, L, D)."""
        seen = (x != PAD)[:, None, None, :].expand(-1, 1, x.shape[1], -1)
        h = self.word(x) + self.place.weight[: x.shape[1]]
        for block in self.blocks:
            h = block(h, seen.tril() if self.causal else seen)
        return self.norm(h)


def with_gaps(x: torch.Tensor, share: float, rule: str, words: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Choose a share of the words (N, L) as gaps; give what the network sees, and which words it has to guess."""
    chosen = (torch.rand(x.shape) < share) & (x != PAD)
    how = torch.rand(x.shape) if rule == "80/10/10" else torch.zeros(x.shape)
    seen = torch.where(chosen & (how < 0.8), MASK, x)
    other = torch.randint(STOP + 1, words, x.shape)
    return torch.where(chosen & (how >= 0.9), other, seen), chosen


def pretrain(lab: Lab, net: Encoder, x: torch.Tensor, *, steps: int, share: float, rule: str) -> None:
    """Learn from sentences (N, L) without labels: fill the gaps, or guess each next word."""
    name = CAUSAL if net.causal else BERT
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, fused=True)
    mean = 0.0
    for step in range(1, steps + 1):
        batch = x[torch.randint(len(x), (BATCH,))]
        if net.causal:
            seen, goal, chosen = batch[:, :-1], batch[:, 1:], batch[:, 1:] != PAD
        else:
            seen, chosen = with_gaps(batch, share, rule, net.word.num_embeddings)
            goal = batch
        loss = nn.functional.cross_entropy(net(seen)[chosen] @ net.word.weight.T, goal[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean += (loss.item() - mean) / min(step, 20)
        if step % 10 == 0:
            lab.point(name, step, mean, chart="pretraining")
        if lab.stopped:
            return


def scores(net: Encoder, x: torch.Tensor, place: torch.Tensor, reads: str) -> torch.Tensor:
    """Give the scores of the two classes (N, 2), read off at one place of each sentence (N, L), or from the mean."""
    h, real = net(x), (x != PAD)[..., None]
    return net.side(h[torch.arange(len(x)), place] if reads == AT_WORD else (h * real).sum(1) / real.sum(1))


def tuned(net: Encoder, x: torch.Tensor, place: torch.Tensor, animal: torch.Tensor, reads: str) -> Encoder:
    """Train all weights of a copy on labelled sentences."""
    net = copy.deepcopy(net)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003, fused=True)
    for _ in range(TUNING):
        rows = torch.randperm(len(x))[:32]
        loss = nn.functional.cross_entropy(scores(net, x[rows], place[rows], reads), animal[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net


def count_words(train: Texts, size: int, test: Texts) -> torch.Tensor:
    """Train logistic regression on the word counts of the first sentences; give its answers (N,)."""
    animal = train.animal[:size].numpy()
    if len(set(animal)) == 1:
        return torch.full_like(test.animal, int(animal[0]))
    reader = CountVectorizer()
    model = LogisticRegression(C=10).fit(reader.fit_transform(" ".join(words) for words in train.words[:size]), animal)
    return torch.tensor(model.predict(reader.transform(" ".join(words) for words in test.words)))


@torch.no_grad()
def fill(lab: Lab, net: Encoder, writer: Writer) -> None:
    """Show what BERT puts into gaps."""
    rows = []
    for text in GAPS:
        x = writer.tensor([text.split()])
        chances = (net(x) @ net.word.weight.T)[0, text.split().index("[mask]")].softmax(0)
        best = [f"{writer.words[at]} {chances[at]:.2f}" for at in chances.argsort(descending=True)[:4]]
        rows.append({"sentence": text, "likeliest words": ", ".join(best)})
    lab.table("gaps that BERT fills, before any label", rows)


def run(lab: Lab, *, reads: str, share: float, rule: str, steps: int) -> None:
    """Train on sentences without labels, then on more and more with labels; test."""
    writer = Writer(tomllib.loads(lab.data("words.toml").read_text("utf-8")), lab.rng)
    plain = writer.tensor(writer.texts(UNLABELLED, labelled=False).words)
    train, test = writer.texts(max(LABELS), labelled=True), writer.texts(TEST, labelled=True)
    x, test_x = writer.tensor(train.words), writer.tensor(test.words)
    nets = {name: Encoder(len(writer.words), causal=name == CAUSAL) for name in (BERT, CAUSAL, SCRATCH)}
    for name in (BERT, CAUSAL):
        pretrain(lab, nets[name], plain, steps=steps, share=share, rule=rule)
        if lab.stopped:
            return
    fill(lab, nets[BERT], writer)
    for size in LABELS:
        given = {COUNTS: count_words(train, size, test)}
        for name, net in nets.items():
            learnt = tuned(net, x[:size], train.place[:size], train.animal[:size], reads)
            with torch.no_grad():
                given[name] = scores(learnt, test_x, test.place, reads).argmax(1)
        for name, answers in given.items():
            lab.point(name, size, (answers == test.animal).double().mean(), chart="labels")
        if lab.stopped:
            return
        if size == FEW:
            few_labels(lab, given, test)


def few_labels(lab: Lab, given: dict[str, torch.Tensor], test: Texts) -> None:
    """Show the accuracy where the adjective tells and where the verb tells, and some answers."""
    rows = []
    for name, answers in given.items():
        right = (answers == test.animal).double()
        left, after = right[test.left].mean().item(), right[~test.left].mean().item()
        rows.append({"model": name, "the adjective tells": round(left, 3), "the verb tells": round(after, 3)})
        lab.value(f"{name}, {FEW} labels", right.mean())
        lab.value(f"{name}, {FEW} labels, by verb", after)
    lab.table(f"accuracy after {FEW} labels", rows)
    said = [
        {"sentence": " ".join(test.words[row]), "is": SIDES[test.animal[row]]}
        | {name: SIDES[answers[row]] for name, answers in given.items()}
        for row in range(8)
    ]
    lab.table(f"some answers after {FEW} labels", said)


@settles("few-labels")
def with_few_labels(runs: Runs) -> int:
    """Compare the pretrained network, the untrained one and word counts after 32 labels."""
    seen = runs().values
    bert, scratch, counts = (seen[f"{name}, {FEW} labels"] for name in (BERT, SCRATCH, COUNTS))
    runs.note(f"{FEW} labels: BERT is right in {bert:.3f}, from scratch in {scratch:.3f}, word counts in {counts:.3f}.")
    behind = bert - scratch
    return 2 if behind < -0.01 else 0 if behind < 0.1 else 1 if behind > 0.15 else -1


@settles("direction")
def where_the_verb_tells(runs: Runs) -> int:
    """Read the causal network off at the name, where the verb tells."""
    seen = runs().values[f"{CAUSAL}, {FEW} labels, by verb"]
    runs.note(f"Where the verb tells, the causal network is right in {seen:.3f}, read at the name.")
    return 0 if seen > 0.9 else 1 if 0.65 < seen < 0.85 else 2 if 0.35 < seen < 0.65 else -1


@settles("mean")
def read_from_the_mean(runs: Runs) -> int:
    """Read the causal network from the mean of all words, where the verb tells."""
    name, mean = (runs(reads=reads).values[f"{CAUSAL}, {FEW} labels, by verb"] for reads in (AT_WORD, MEAN))
    runs.note(f"Where the verb tells, the causal network is right in {name:.3f} at the name, {mean:.3f} from the mean.")
    return 0 if mean < name - 0.08 else 1 if mean > name + 0.08 else 2 if abs(mean - name) < 0.04 else -1


@settles("many-labels")
def with_many_labels(runs: Runs) -> int:
    """Compare the pretrained network and word counts after 128 labels."""
    bert, counts = (runs().last(name, chart="labels") for name in (BERT, COUNTS))
    runs.note(f"{LABELS[-1]} labels: BERT is right in {bert:.3f}, word counts in {counts:.3f}.")
    return 2 if counts < 0.6 else 0 if bert - counts < 0.1 else 1 if bert - counts > 0.15 else -1
