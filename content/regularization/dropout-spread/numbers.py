"""Standard deviation of a sum behind inverted dropout."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw contributions of both signs for which each wrong turn leads to another spread."""
    while True:
        large, small = rng.choice([8, 12, 16, 20, 24]), rng.choice([20, 30, 40, 50, 64])
        numbers = {
            "inputs": large + small,
            "drop": rng.choice([0.1, 0.2, 0.25, 0.3, 0.4]),
            "large": large,
            "large_value": rng.choice([0.4, 0.5, 0.6, 0.8]),
            "small": small,
            "small_value": rng.choice([-0.3, -0.2, -0.1, 0.1, 0.2, 0.25]),
        }
        values = sorted(abs(turn(**numbers)) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(drop: float, **numbers: float) -> float:
    """Each contribution c has variance c² p / (1 - p); independent ones add."""
    return math.sqrt(drop / (1 - drop) * _squares(**numbers))


def working(
    inputs: float, drop: float, large: float, large_value: float, small: float, small_value: float
) -> list[str]:
    """One input, then the sum."""
    numbers = {"large": large, "large_value": large_value, "small": small, "small_value": small_value}
    squares = _squares(**numbers)
    ratio = drop / (1 - drop)
    return [
        (
            r"One contribution $c$ becomes $c\,m / (1 - p)$ with $m = 1$ at probability $1 - p$. Its variance is "
            rf"$\frac{{c^2\, p (1 - p)}}{{(1 - p)^2}} = c^2 \frac{{p}}{{1 - p}}$, here $c^2 \cdot {drop} / "
            rf"{1 - drop:g} = c^2 \cdot {tex(ratio)}$."
        ),
        rf"Sum of the squares: ${large} \cdot {large_value}^2 + {small} \cdot ({small_value})^2 = {tex(squares)}$.",
        (
            rf"The {inputs} masks are independent, so variances add: ${tex(ratio)} \cdot {tex(squares)} = "
            f"{tex(ratio * squares)}$."
        ),
        (
            rf"Standard deviation: $\sqrt{{{tex(ratio * squares)}}} = {tex(math.sqrt(ratio * squares))}$, around an "
            f"unchanged mean of ${tex(_mean(**numbers))}$."
        ),
    ]


def _squares(large: float, large_value: float, small: float, small_value: float, **_: float) -> float:
    """Add up the squared contributions."""
    return large * large_value**2 + small * small_value**2


def _mean(large: float, large_value: float, small: float, small_value: float, **_: float) -> float:
    """Add up the contributions."""
    return large * large_value + small * small_value


@wrong("You gave the variance: the standard deviation is its square root.")
def variance(**numbers: float) -> float:
    """Forget the root."""
    return answer(**numbers) ** 2


@wrong("You left out the rescaling: inputs that stay are divided by 1 - p, which divides the standard deviation too.")
def not_rescaled(drop: float, **numbers: float) -> float:
    """Take p (1 - p)."""
    return math.sqrt(drop * (1 - drop) * _squares(**numbers))


@wrong("You exchanged p and 1 - p: p is the probability of being dropped, and inputs that stay are divided by 1 - p.")
def divided_by_drop(drop: float, **numbers: float) -> float:
    """Take (1 - p) / p."""
    return math.sqrt((1 - drop) / drop * _squares(**numbers))


@wrong("You left out the small contributions: there are many of them, and their squares add up.")
def large_only(**numbers: float) -> float:
    """Forget the small ones."""
    return answer(**{**numbers, "small": 0})


@wrong("You added standard deviations: variances add for independent masks, and the root is taken at the end.")
def added_deviations(
    drop: float, large: float, large_value: float, small: float, small_value: float, **_: float
) -> float:
    """Add the roots."""
    return math.sqrt(drop / (1 - drop)) * (large * abs(large_value) + small * abs(small_value))


TURNS = (variance, not_rescaled, divided_by_drop, large_only, added_deviations)
