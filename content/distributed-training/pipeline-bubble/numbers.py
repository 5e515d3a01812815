"""Share of a step in which a pipeline stage is idle."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a pipeline for which each wrong turn leads to another share."""
    while True:
        replicas, micro_batch = rng.choice([2, 4, 8]), rng.choice([2, 4])
        numbers = {
            "stages": rng.choice([4, 6, 8, 12, 16]),
            "replicas": replicas,
            "global_batch": replicas * micro_batch * rng.choice([8, 10, 12, 16, 20, 24, 32, 40]),
            "micro_batch": micro_batch,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(stages: int, replicas: int, global_batch: int, micro_batch: int) -> float:
    """Of m + p - 1 slots a stage works in m."""
    return _share(stages, global_batch / (replicas * micro_batch))


def working(stages: int, replicas: int, global_batch: int, micro_batch: int) -> list[str]:
    """Micro-batches, slots, share."""
    micro = global_batch // (replicas * micro_batch)
    return [
        rf"Micro-batches per pipeline and step: ${global_batch} / ({replicas} \cdot {micro_batch}) = {micro}$.",
        (
            f"In units of one micro-batch through one stage: the last stage begins ${stages} - 1 = {stages - 1}$ "
            f"units after the first, then works through {micro}. Forward takes ${micro} + {stages - 1} = "
            f"{micro + stages - 1}$ units, and backward has the same shape."
        ),
        f"Every stage works in {micro} of these units and waits in {stages - 1}.",
        rf"Share: ${stages - 1} / {micro + stages - 1} = {tex(_share(stages, micro))}$.",
    ]


def _share(stages: float, micro: float) -> float:
    """Give (p - 1) / (m + p - 1)."""
    return (stages - 1) / (micro + stages - 1)


@wrong(
    "You compared the bubble with the working time: (p - 1) / m is the overhead, the share of the whole time is (p - "
    "1) / (m + p - 1)."
)
def over_ideal(stages: int, replicas: int, global_batch: int, micro_batch: int) -> float:
    """Divide by the ideal time."""
    return (stages - 1) * replicas * micro_batch / global_batch


@wrong("You counted one wait too many: the first stage starts at once, so the last one waits p - 1 units.")
def one_too_many(stages: int, replicas: int, global_batch: int, micro_batch: int) -> float:
    """Take p instead of p - 1."""
    return _share(stages + 1, global_batch / (replicas * micro_batch))


@wrong("You gave the share of time in which the GPU works: the drill asks for the idle one.")
def busy(**numbers: int) -> float:
    """Take the complement."""
    return 1 - answer(**numbers)


@wrong("You gave the whole global batch to each pipeline: the replicas share it.")
def no_replicas(**numbers: int) -> float:
    """Forget data parallelism."""
    return answer(**{**numbers, "replicas": 1})


@wrong("You counted sequences as micro-batches: divide by the size of a micro-batch.")
def sequences(**numbers: int) -> float:
    """Take micro-batches of one."""
    return answer(**{**numbers, "micro_batch": 1})


@wrong("You sent the batch through whole, so that one stage works at a time: micro-batches let the stages overlap.")
def no_micro_batches(stages: int, **_: int) -> float:
    """Take one micro-batch."""
    return _share(stages, 1)


@wrong("You counted the bubble of forward and backward but the work of one of them: both passes have the same share.")
def doubled(stages: int, replicas: int, global_batch: int, micro_batch: int) -> float:
    """Wait twice, work once."""
    micro = global_batch / (replicas * micro_batch)
    return 2 * (stages - 1) / (micro + 2 * (stages - 1))


TURNS = (over_ideal, one_too_many, busy, no_replicas, sequences, no_micro_batches, doubled)
