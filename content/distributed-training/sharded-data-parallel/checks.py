"""Checks of a sharded training step against one process that holds everything and runs Adam in Python floats."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

CASES = [(1, 3), (2, 4), (2, 5), (3, 7), (4, 9), (4, 5), (4, 2)]  # ranks, parameters
ADAM = {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-6}


def width_of(size: int, ranks: int) -> int:
    """How long a shard is."""
    return math.ceil(size / ranks)


def cut(flat: torch.Tensor, ranks: int) -> list[torch.Tensor]:
    """Give the shards, number by number."""
    width, numbers = width_of(len(flat), ranks), [float(x) for x in flat]
    padded = numbers + [0.0] * (width * ranks - len(numbers))
    return [
        torch.tensor(padded[rank * width : (rank + 1) * width], dtype=torch.float64).to(flat.dtype)
        for rank in range(ranks)
    ]


class Losses:
    """Each rank's loss, a parabola with centres of its own; it knows which parameters it should see."""

    def __init__(self, trial: Trial, ranks: int, size: int, dtype: torch.dtype) -> None:
        self.centres = [trial.normal(size, dtype=dtype) for _ in range(ranks)]
        self.slopes = [trial.uniform(size, low=0.5, high=2.0, dtype=dtype) for _ in range(ranks)]
        self.right: torch.Tensor | None = None
        self.asked: list[int] = []
        self.trouble = ""

    def __call__(self, rank: object, parameters: object) -> torch.Tensor:
        """Give the gradient of one rank's loss."""
        if not isinstance(rank, int) or not 0 <= rank < len(self.centres):
            raise ValueError(f"backward takes the rank, 0 to {len(self.centres) - 1}, and the parameters")
        if not isinstance(parameters, torch.Tensor) or parameters.shape != self.centres[0].shape:
            shape = tuple(parameters.shape) if isinstance(parameters, torch.Tensor) else type(parameters).__name__
            raise ValueError(
                f"backward takes all parameters, {tuple(self.centres[0].shape)}, without padding; not {shape}"
            )
        self.asked.append(rank)
        assert self.right is not None
        if not torch.allclose(parameters.double(), self.right.double(), rtol=1e-4, atol=1e-5):
            self.trouble = self.trouble or f"The parameters that rank {rank} computes with are not those of the shards."
        return self.gradient(rank, parameters.detach())

    def gradient(self, rank: int, parameters: torch.Tensor) -> torch.Tensor:
        """The slope of the parabola."""
        return self.slopes[rank] * (parameters - self.centres[rank])


def adam(
    values: list[float], m: list[float], v: list[float], gradient: list[float], t: int
) -> tuple[list[float], list[float], list[float]]:
    """Take one step of Adam on everything."""
    b1, b2 = ADAM["betas"]  # type: ignore[misc]
    m = [b1 * a + (1 - b1) * g for a, g in zip(m, gradient, strict=True)]
    v = [b2 * a + (1 - b2) * g * g for a, g in zip(v, gradient, strict=True)]
    steps = [
        a / (1 - b1**t) / (math.sqrt(b / (1 - b2**t)) + ADAM["eps"])  # type: ignore[operator]
        for a, b in zip(m, v, strict=True)
    ]
    return [x - ADAM["lr"] * s for x, s in zip(values, steps, strict=True)], m, v  # type: ignore[operator]


def train(trial: Trial, ranks: int, size: int, steps: int = 3, dtype: torch.dtype = torch.float32) -> None:
    """Take some steps and compare shards and moments after each."""
    losses, start = Losses(trial, ranks, size, dtype), trial.normal(size, dtype=dtype)
    values, m, v = start.double().tolist(), [0.0] * size, [0.0] * size
    width = width_of(size, ranks)
    shards: Any = cut(start, ranks)
    moments: Any = [(torch.zeros(width, dtype=dtype), torch.zeros(width, dtype=dtype)) for _ in range(ranks)]
    for t in range(1, steps + 1):
        losses.right, losses.asked = torch.tensor(values, dtype=torch.float64), []
        found = trial.call("train_step", shards, moments, t, size, trial.lend(losses), *ADAM.values())
        whole = torch.tensor(values, dtype=torch.float64)
        each = [losses.gradient(rank, whole) for rank in range(ranks)]
        gradient = [math.fsum(float(one[j]) for one in each) / ranks for j in range(size)]
        values, m, v = adam(values, m, v, gradient, t)
        new, first, second = (cut(torch.tensor(x, dtype=torch.float64).to(dtype), ranks) for x in (values, m, v))
        trial.same(
            found, (new, list(zip(first, second, strict=True))), what=f"the result of step {t}", terms=20, scale=2.0
        )
        trial.require(not losses.trouble, losses.trouble)
        trial.require(
            sorted(losses.asked) == list(range(ranks)),
            f"In a step backward is called once for each rank; you called it for {losses.asked}.",
        )
        shards, moments = found


@check
def shards_are_equally_long(trial: Trial) -> None:
    """Shard cuts into equal pieces of ⌈size / ranks⌉ numbers, the end filled up with zeros."""
    for ranks, size in CASES:
        flat = trial.normal(size)
        with trial.case(f"{size} parameters, {ranks} ranks"):
            trial.same(trial.call("shard", flat, ranks), cut(flat, ranks), what="the shards", relative=0.0)


@check
def gathering_undoes_sharding(trial: Trial) -> None:
    """all_gather gives the parameters without the padding."""
    for ranks, size in CASES:
        flat = trial.normal(size)
        shards = [part.clone() for part in cut(flat, ranks)]
        if ranks * width_of(size, ranks) > size:
            shards[-1][-1] = 7.0  # whatever stands in the padding is no parameter
        with trial.case(f"{size} parameters, {ranks} ranks"):
            trial.same(trial.call("all_gather", shards, size), flat, what="the parameters", relative=0.0)


@check
def each_rank_receives_the_mean_of_its_piece(trial: Trial) -> None:
    """reduce_scatter gives rank r the mean of all ranks' gradients in its shard, zeros in the padding."""
    for ranks, size in CASES:
        gradients = [trial.normal(size) for _ in range(ranks)]
        mean = torch.tensor([math.fsum(float(g[j]) for g in gradients) / ranks for j in range(size)])
        with trial.case(f"{size} parameters, {ranks} ranks"):
            seen = trial.call("reduce_scatter", gradients)
            trial.same(seen, cut(mean, ranks), what="the pieces", terms=ranks, scale=1.0)


@check
def a_step_is_that_of_one_process(trial: Trial) -> None:
    """Shards and moments after a step are those of Adam on all parameters with the mean gradient, cut up."""
    for ranks, size in CASES:
        with trial.case(f"{size} parameters, {ranks} ranks"):
            train(trial, ranks, size)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """In float64 everything is float64 and of that accuracy."""
    train(trial, 3, 7, dtype=torch.float64)
    for name, flat in (("parameters", trial.normal(10, dtype=torch.float64)[::2]),):
        trial.same(trial.call("shard", flat, 2), cut(flat, 2), what=f"the shards of strided {name}", relative=0.0)


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """Shards, moments and gradients are left as they were; new ones are returned."""
    losses = Losses(trial, 2, 3, torch.float32)
    flat = trial.normal(3)
    losses.right = flat
    shards, moments = cut(flat, 2), [(trial.normal(2), trial.normal(2).abs()) for _ in range(2)]
    after = trial.after("train_step", shards, moments, 2, 3, trial.lend(losses), *ADAM.values())
    trial.same(after[:2], (shards, moments), what="what the arguments are after the step", relative=0.0)
    gradients = [trial.normal(3) for _ in range(2)]
    after = trial.after("reduce_scatter", gradients)
    trial.same(after[0], gradients, what="the gradients after reduce_scatter", relative=0.0)
