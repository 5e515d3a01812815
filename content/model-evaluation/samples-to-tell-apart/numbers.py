"""Test questions for a paired comparison."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw shares of disagreement for which each wrong turn leads to another number."""
    while True:
        a_only = rng.randrange(5, 21)
        numbers = {
            "pilot": rng.choice([150, 200, 250, 300, 400]),
            "b_only": a_only + rng.randrange(5, 19),
            "a_only": a_only,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        apart = all(high - low > 0.065 * high for low, high in itertools.pairwise(values))
        # A gain that the pilot has already shown would need no full test.
        if apart and answer(**numbers) > 1.1 * numbers["pilot"]:
            return numbers


def answer(pilot: int, b_only: int, a_only: int) -> float:
    """Square 1.96 standard deviations over the gain."""
    gain = (b_only - a_only) / pilot
    return 1.96**2 * ((b_only + a_only) / pilot - gain**2) / gain**2


def working(pilot: int, b_only: int, a_only: int) -> list[str]:
    """Mean, variance, size."""
    gain = (b_only - a_only) / pilot
    square = (b_only + a_only) / pilot
    variance = square - gain**2
    return [
        rf"Mean difference: $({b_only} - {a_only}) / {pilot} = {tex(gain)}$.",
        (
            f"Its square is 1 wherever the two differ, so the mean square is $({b_only} + {a_only}) / {pilot} = "
            f"{tex(square)}$ and the variance ${tex(square)} - {tex(gain)}^2 = {tex(variance)}$."
        ),
        rf"Standard error with $n$ questions: $\sqrt{{{tex(variance)} / n}}$. Set $1.96$ of it equal to ${tex(gain)}$:",
        rf"$n = 1.96^2 \cdot {tex(variance)} / {tex(gain)}^2 = {tex(1.96**2 * variance / gain**2)}$ questions.",
        "Only the questions on which they differ carry information; that is why a paired test needs so few.",
    ]


@wrong("You forgot to square: both 1.96 and the gain enter squared, because the error falls with the square root of n.")
def not_squared(pilot: int, b_only: int, a_only: int) -> float:
    """Leave the squares out."""
    gain = (b_only - a_only) / pilot
    return 1.96 * ((b_only + a_only) / pilot - gain**2) / gain


@wrong("You took one standard error: the gain shall lie 1.96 of them away from zero.")
def one_standard_error(**numbers: int) -> float:
    """Forget the 1.96."""
    return answer(**numbers) / 1.96**2


@wrong(
    "You doubled the variance, as for two independent tests: A and B answer the same questions, and the variance of "
    "the difference holds both."
)
def independent(**numbers: int) -> float:
    """Count the variance twice."""
    return 2 * answer(**numbers)


@wrong("You took the gain itself as the variance: the questions on which only A is right add to it as well.")
def gain_as_variance(pilot: int, b_only: int, a_only: int) -> float:
    """Subtract where one adds."""
    gain = (b_only - a_only) / pilot
    return 1.96**2 * (gain - gain**2) / gain**2


@wrong(
    "You left out A's wins: where only A is right, the difference is -1, which adds to the variance and lowers the "
    "gain."
)
def b_only_counts(pilot: int, b_only: int, **_: int) -> float:
    """Forget the losses."""
    return answer(pilot, b_only, 0)


@wrong(
    "You took the worst variance, 1/2 for a difference of two fair coins: where both agree, the difference is zero, "
    "so the variance is far smaller."
)
def worst_case(pilot: int, b_only: int, a_only: int) -> float:
    """Take two independent models of accuracy one half."""
    return 1.96**2 * 0.5 / ((b_only - a_only) / pilot) ** 2


TURNS = (not_squared, one_standard_error, independent, gain_as_variance, b_only_counts, worst_case)
