"""Learning rate behind the warm-up of a cosine schedule."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a schedule and a step behind the warm-up for which each wrong turn leads to another rate."""
    while True:
        total = rng.choice([10_000, 20_000, 40_000, 50_000, 100_000])
        warmup = round(total * rng.choice([0.1, 0.15, 0.2]))
        peak = rng.choice([1, 1.5, 2, 3, 6, 10])
        numbers = {
            "peak": peak,
            "warmup": warmup,
            "floor": round(peak * rng.choice([0.1, 0.2]), 2),
            "total": total,
            "step": 100 * round((warmup + (total - warmup) * rng.uniform(0.15, 0.85)) / 100),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(peak: float, warmup: float, floor: float, total: float, step: float) -> float:
    """Fall from the peak to the floor along half a cosine."""
    progress = (step - warmup) / (total - warmup)
    return 1e-4 * (floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2)


def working(peak: float, warmup: float, floor: float, total: float, step: float) -> list[str]:
    """Progress, height of the cosine, rate."""
    progress = (step - warmup) / (total - warmup)
    height = (1 + math.cos(math.pi * progress)) / 2
    return [
        (
            f"The warm-up is over; of the descent this share is done: $({step} - {warmup}) / ({total} - {warmup}) = "
            f"{tex(progress)}$."
        ),
        rf"Height of half a cosine: $\frac{{1}}{{2}} (1 + \cos (\pi \cdot {tex(progress)})) = {tex(height)}$.",
        (
            rf"Rate: $({floor} + ({peak} - {floor}) \cdot {tex(height)}) \cdot 10^{{-4}} = "
            f"{tex(1e-4 * (floor + (peak - floor) * height))}$."
        ),
    ]


@wrong("You counted the descent from step 0: it begins at the end of the warm-up and is that much shorter.")
def from_the_start(**numbers: float) -> float:
    """Forget the warm-up."""
    return answer(**{**numbers, "warmup": 0})


@wrong("You let the rate fall to zero: the cosine ends at the given floor, so only the part above it is scaled.")
def no_floor(**numbers: float) -> float:
    """Fall to zero."""
    return answer(**{**numbers, "floor": 0})


@wrong("You fell along a straight line: the cosine stays high at first and is steepest in the middle.")
def linear(peak: float, warmup: float, floor: float, total: float, step: float) -> float:
    """Interpolate linearly."""
    return 1e-4 * (floor + (peak - floor) * (total - step) / (total - warmup))


@wrong("You kept warming up: behind the warm-up the rate falls.")
def still_warming(peak: float, warmup: float, step: float, **_: float) -> float:
    """Extrapolate the warm-up."""
    return 1e-4 * peak * step / warmup


@wrong(
    "You added the whole scaled peak to the floor: only the distance from peak to floor is scaled, so that it starts "
    "at the peak."
)
def above_the_peak(peak: float, warmup: float, floor: float, total: float, step: float) -> float:
    """Scale the peak and add the floor."""
    return 1e-4 * floor + answer(peak, warmup, 0, total, step)


@wrong("You mirrored the cosine: it is 1 at the start of the descent and falls, so take 1 + cos.")
def mirrored(peak: float, warmup: float, floor: float, total: float, step: float) -> float:
    """Take 1 - cos."""
    return 1e-4 * (peak + floor) - answer(peak, warmup, floor, total, step)


TURNS = (from_the_start, no_floor, linear, still_warming, above_the_peak, mirrored)
