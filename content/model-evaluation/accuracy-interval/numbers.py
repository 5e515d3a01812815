"""Half width of a normal 95% interval for a proportion."""

import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a test set and an accuracy well away from one half."""
    samples = rng.choice([200, 300, 400, 500, 600, 800, 1200, 1500, 2000, 3000])
    return {"right": round(samples * rng.uniform(0.74, 0.92)), "samples": samples}


def answer(right: int, samples: int) -> float:
    """Take 1.96 standard errors."""
    return 1.96 * _standard_error(right, samples)


def working(right: int, samples: int) -> list[str]:
    """Accuracy, standard error, half width."""
    accuracy = right / samples
    error = _standard_error(right, samples)
    return [
        rf"Accuracy: ${right} / {samples} = {tex(accuracy)}$.",
        (
            rf"One example is right or wrong, with variance $p(1-p) = {tex(accuracy)} \cdot {tex(1 - accuracy)} = "
            f"{tex(accuracy * (1 - accuracy))}$; the mean of {samples} has a standard error of "
            rf"$\sqrt{{{tex(accuracy * (1 - accuracy))} / {samples}}} = {tex(error)}$."
        ),
        (
            rf"$1.96 \cdot {tex(error)} = {tex(1.96 * error)}$: the accuracy is {100 * accuracy:.3g}% ± "
            f"{196 * error:.2g} points."
        ),
    ]


def _standard_error(right: int, samples: int) -> float:
    """Give the standard error of the accuracy."""
    accuracy = right / samples
    return math.sqrt(accuracy * (1 - accuracy) / samples)


@wrong("You gave one standard error, which covers about 68%: for 95% multiply by 1.96.")
def standard_error(right: int, samples: int) -> float:
    """Forget the 1.96."""
    return _standard_error(right, samples)


@wrong("You gave the whole width: the number after the ± is half of it.")
def whole_width(**numbers: int) -> float:
    """Double it."""
    return 2 * answer(**numbers)


@wrong("You took p(1-p) as one quarter: that is the worst case, here the accuracy is known.")
def worst_case(samples: int, **_: int) -> float:
    """Take an accuracy of one half."""
    return 1.96 / (2 * math.sqrt(samples))


@wrong("You gave the spread of a single example: divide by the square root of the number of examples.")
def not_the_mean(right: int, samples: int) -> float:
    """Forget the square root of n."""
    return 1.96 * _standard_error(right, samples) * math.sqrt(samples)


@wrong("You divided by the number of examples instead of its square root.")
def divided_by_n(right: int, samples: int) -> float:
    """Divide by n."""
    return 1.96 * _standard_error(right, samples) / math.sqrt(samples)


@wrong("You forgot the square root: the variance is p(1-p)/n, the standard error its root.")
def variance(right: int, samples: int) -> float:
    """Take the variance."""
    return 1.96 * _standard_error(right, samples) ** 2
