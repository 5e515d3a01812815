"""A training program as PyTorch wants it, and what happens when one line of it is forgotten."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset

from deepdrill.lab.experiment import Lab, Runs, settles

TRAIN, HIDDEN, RATE = 1200, 64, 0.003
BATCH_KB = 40.0
"""About what the graph of a batch of 32 keeps."""
NOTHING = "nothing"
BOTH = "no_grad and .item()"
Example = tuple[torch.Tensor, torch.Tensor]


class Digits(Dataset[Example]):
    """Images (64,) from 0 to 1 with their classes, in the order of a file."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, *, by_class: bool) -> None:
        """Keep images (N, 64) and classes (N,), sorted by class or as they are."""
        order = y.argsort(stable=True) if by_class else torch.arange(len(y))
        self.x, self.y = x[order], y[order]

    def __len__(self) -> int:
        """Give the number of images."""
        return len(self.x)

    def __getitem__(self, index: int) -> Example:
        """Give one image and its class."""
        return self.x[index], self.y[index]


class Reader(nn.Module):
    """One hidden layer with a batch norm and dropout: both behave otherwise in train mode than in eval mode."""

    def __init__(self, dropout: float) -> None:
        """Make the layers."""
        super().__init__()
        self.norm = nn.BatchNorm1d(HIDDEN)
        self.body = nn.Sequential(nn.Linear(64, HIDDEN), self.norm, nn.ReLU(), nn.Dropout(dropout))
        self.head = nn.Linear(HIDDEN, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take images (N, 64); give scores (N, 10)."""
        scores: torch.Tensor = self.head(self.body(x))
        return scores


class Kept:
    """A tensor that a graph keeps for its backward pass; all that are kept at the moment are counted."""

    numbers = 0
    weights: frozenset[int] = frozenset()
    """Where the parameters lie: they are there in any case, so they do not count."""

    def __init__(self, tensor: torch.Tensor) -> None:
        """Count it, cut off from what made it: an output that kept its own graph would never go."""
        self.tensor = tensor.detach()
        self.counts = 0 if tensor.untyped_storage().data_ptr() in Kept.weights else tensor.numel()
        Kept.numbers += self.counts

    def __del__(self) -> None:
        """Count it no longer."""
        Kept.numbers -= self.counts


@dataclass
class History:
    """What a training leaves behind, a number for each epoch unless said."""

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    """Kept by graphs after each batch, of training and of validation."""
    norm_moved: float = 0.0
    """How far validation has moved the norm's running means, in all."""


def train_epoch(
    model: Reader, optimizer: torch.optim.Optimizer, batches: DataLoader[Example], forgotten: str, seen: History
) -> None:
    """Go over the batches once."""
    model.train()
    total: float | torch.Tensor = 0.0
    for x, y in batches:
        if forgotten != "zero_grad":
            optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total = total + (loss if forgotten == ".item()" else loss.item())
        seen.kilobytes.append(Kept.numbers * 4 / 1000)
    seen.loss.append(float(total) / len(batches))


def validate(model: Reader, batches: DataLoader[Example], forgotten: str, seen: History) -> None:
    """Measure the accuracy; with nothing forgotten the model stays as it is."""
    if forgotten != "eval":
        model.eval()
    before = mean_of(model)
    total: float | torch.Tensor = 0.0
    right = 0
    with torch.set_grad_enabled(forgotten in ("no_grad", BOTH)):
        for x, y in batches:
            scores = model(x)
            loss = nn.functional.cross_entropy(scores, y)
            total = total + (loss if forgotten in (".item()", BOTH) else loss.item())
            right += int((scores.argmax(1) == y).sum())
            seen.kilobytes.append(Kept.numbers * 4 / 1000)
    seen.accuracy.append(right / len(batches.dataset))  # type: ignore[arg-type]  a dataset with a length
    seen.norm_moved += (mean_of(model) - before).abs().mean().item()


def mean_of(model: Reader) -> torch.Tensor:
    """Give a copy of the norm's running means (HIDDEN,)."""
    mean = model.norm.running_mean
    return torch.zeros(HIDDEN) if mean is None else mean.clone()


def trained(
    files: Sequence[Digits], forgotten: str, *, batch: int, dropout: float, epochs: int, seed: int
) -> tuple[Reader, History]:
    """Train from the seed and validate after each epoch."""
    torch.manual_seed(seed)
    model = Reader(dropout)
    Kept.weights = frozenset(parameter.untyped_storage().data_ptr() for parameter in model.parameters())
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    batches = DataLoader(files[0], batch_size=batch, shuffle=forgotten != "shuffle")
    unseen = DataLoader(files[1], batch_size=batch)
    seen = History()
    with torch.autograd.graph.saved_tensors_hooks(Kept, lambda kept: kept.tensor):
        for _ in range(epochs):
            train_epoch(model, optimizer, batches, forgotten, seen)
            validate(model, unseen, forgotten, seen)
    return model, seen


def reloaded(model: Reader, forgotten: str) -> Reader:
    """Write a checkpoint and read it into a fresh model."""
    file = io.BytesIO()
    state = dict(model.named_parameters()) if forgotten == "buffers" else model.state_dict()
    torch.save({name: tensor.detach() for name, tensor in state.items()}, file)
    file.seek(0)
    fresh = Reader(0.0)
    fresh.load_state_dict(torch.load(file, weights_only=True), strict=forgotten != "buffers")
    return fresh


def run(lab: Lab, *, forgotten: str, order: str, batch: int, dropout: float, epochs: int) -> None:
    """Train the whole program, and beside it the one with a forgotten line."""
    images, classes = load_digits(return_X_y=True)
    mixed = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[mixed] / 16, torch.tensor(classes)[mixed]
    files = [Digits(x[a:b], y[a:b], by_class=order == "sorted by class") for a, b in ((0, TRAIN), (TRAIN, len(x)))]
    columns: dict[str, dict[str, float]] = {}
    for line in (NOTHING,) if forgotten == NOTHING else (NOTHING, forgotten):
        model, seen = trained(files, line, batch=batch, dropout=dropout, epochs=epochs, seed=lab.seed)
        name = "whole program" if line == NOTHING else f"without {line}"
        lab.curve(name, range(1, epochs + 1), seen.loss, chart="loss")
        lab.curve(name, range(1, epochs + 1), seen.accuracy, chart="accuracy")
        lab.curve(name, range(len(seen.kilobytes)), seen.kilobytes, chart="memory")
        again = History()
        validate(reloaded(model, line), DataLoader(files[1], batch_size=batch), NOTHING, again)
        columns[name] = {
            "last training loss": seen.loss[-1],
            "reported accuracy": seen.accuracy[-1],
            "accuracy of the checkpoint": again.accuracy[0],
            "validation moved the norm by": seen.norm_moved,
            "most kept by graphs, kB": max(seen.kilobytes),
        }
        if lab.stopped:
            return
    measures = list(columns[name])
    lab.table(
        "programs",
        [{"measure": what} | {one: round(column[what], 3) for one, column in columns.items()} for what in measures],
    )
    for what in measures:
        lab.value(what, columns[name][what])


@settles("shuffle")
def data_in_the_order_of_the_classes(runs: Runs) -> int:
    """Compare both curves of the program that does not shuffle with those of the whole program."""
    seen = runs(forgotten="shuffle")
    (loss, lost), (right, wrong) = (
        [seen.last(name, chart=chart) for name in ("whole program", "without shuffle")]
        for chart in ("loss", "accuracy")
    )
    runs.note(
        f"The training loss ends at {loss:.2f}, without shuffle at {lost:.2f}; "
        f"the accuracy at {right:.2f} and {wrong:.2f}."
    )
    hardly, clearly = 0.05, 0.15
    if right - wrong < hardly:
        return 0
    return -1 if right - wrong < clearly else 1 if lost < 2 * loss else 2 if lost > 5 * loss else -1


@settles("eval")
def validated_in_train_mode(runs: Runs) -> int:
    """Compare what the program without eval reports with what its checkpoint does in eval mode."""
    seen = runs(forgotten="eval")
    values = seen.values
    whole, reported, real = (
        seen.last("whole program", chart="accuracy"), values["reported accuracy"], values["accuracy of the checkpoint"]
    )  # fmt: skip
    runs.note(
        f"The whole program reports {whole:.2f}, the one without eval {reported:.2f}; its checkpoint in eval mode gets "
        f"{real:.2f}. Validation has moved the norm's means by {values['validation moved the norm by']:.2f}."
    )
    hardly, clearly = 0.04, 0.2
    fine, as_reported, low = abs(whole - real) < hardly, abs(whole - reported) < hardly, whole - reported > clearly
    if fine:
        return 1 if low else 3 if as_reported else -1
    return 0 if as_reported else 2 if low else -1


@settles("memory")
def what_keeps_the_activations(runs: Runs) -> int:
    """Look at the most that graphs keep: a batch's worth, or that of a whole pass."""
    ways = (".item()", "no_grad", BOTH)
    most = {way: runs(forgotten=way, epochs=2).values["most kept by graphs, kB"] for way in ways}
    runs.note("; ".join(f"without {way} graphs keep at most {kept:.0f} kB" for way, kept in most.items()) + ".")
    grows = tuple(most[way] > 5 * BATCH_KB for way in ways)
    return {(True, False, True): 0, (False, True, True): 1, (False, False, True): 2}.get(grows, -1)


@settles("buffers")
def parameters_alone(runs: Runs) -> int:
    """Compare the checkpoint that has the parameters alone with the model that was saved."""
    seen = runs(forgotten="buffers").values
    saved, loaded = seen["reported accuracy"], seen["accuracy of the checkpoint"]
    runs.note(f"The model reads {saved:.2f} of the digits, and {loaded:.2f} once it has been loaded.")
    hardly, clearly = 0.01, 0.02
    return 0 if saved - loaded < hardly else 1 if saved - loaded > clearly else -1
