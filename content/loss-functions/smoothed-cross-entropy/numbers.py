"""Cross-entropy of four probabilities against a smoothed label."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw probabilities for which each wrong turn leads to another loss."""
    while True:
        shares = [rng.choice([1, 2, 3, 4, 6]) for _ in range(3)]
        true = rng.choice([0.4, 0.5, 0.6, 0.7, 0.8])
        first, third = (round((1 - true) * share / sum(shares), 2) for share in shares[:2])
        numbers = {
            "p1": first,
            "p2": true,
            "p3": third,
            "p4": round(1 - true - first - third, 2),
            "epsilon": rng.choice([0.1, 0.15, 0.2]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        apart = all(high - low > 0.01 * high for low, high in itertools.pairwise(values))
        if apart and min(numbers.values()) >= 0.02:
            return numbers


def answer(p1: float, p2: float, p3: float, p4: float, epsilon: float) -> float:
    """Weigh the true class with 1 - epsilon and all four with an equal part of epsilon."""
    return -(1 - epsilon) * math.log(p2) - epsilon / 4 * _logs(p1, p2, p3, p4)


def working(p1: float, p2: float, p3: float, p4: float, epsilon: float) -> list[str]:
    """Targets, logarithms, sum."""
    other = epsilon / 4
    true = 1 - epsilon + other
    costs = [-math.log(p) for p in (p1, p2, p3, p4)]
    parts = " + ".join(
        rf"{tex(weight)} \cdot {tex(cost)}" for weight, cost in zip((other, true, other, other), costs, strict=True)
    )
    return [
        (
            f"Smoothed target: every class gets ${epsilon} / 4 = {tex(other)}$, the true one $1 - {epsilon}$ more, "
            f"which makes ${tex(true)}$."
        ),
        rf"Costs $-\ln p$: ${', '.join(tex(cost) for cost in costs)}$.",
        rf"Sum: ${parts} = {tex(answer(p1, p2, p3, p4, epsilon))}$.",
        rf"Without smoothing it would be ${tex(costs[1])}$.",
    ]


def _logs(*probabilities: float) -> float:
    """Add up logarithms."""
    return sum(math.log(p) for p in probabilities)


@wrong("You left the smoothing out: the other classes get a share of the target too.")
def not_smoothed(p2: float, **_: float) -> float:
    """Take the plain loss."""
    return -math.log(p2)


@wrong("You spread the smoothing over the three wrong classes: here all four get an equal part, the true one included.")
def over_the_others(p1: float, p2: float, p3: float, p4: float, epsilon: float) -> float:
    """Divide by three."""
    return -(1 - epsilon) * math.log(p2) - epsilon / 3 * _logs(p1, p3, p4)


@wrong("You gave each class the whole of epsilon: the four classes share it.")
def whole_epsilon(p1: float, p2: float, p3: float, p4: float, epsilon: float) -> float:
    """Forget to divide by the classes."""
    return -(1 - epsilon) * math.log(p2) - epsilon * _logs(p1, p2, p3, p4)


@wrong("You only scaled the true class's term: the other classes' logarithms belong to the sum.")
def true_term_only(p2: float, epsilon: float, **_: float) -> float:
    """Drop the even part."""
    return -(1 - epsilon) * math.log(p2)


@wrong("You forgot that the true class also gets its part of epsilon: its target is 1 - epsilon + epsilon/4.")
def true_class_short(p1: float, p2: float, p3: float, p4: float, epsilon: float) -> float:
    """Give the even part to the wrong classes only."""
    return -(1 - epsilon) * math.log(p2) - epsilon / 4 * _logs(p1, p3, p4)


@wrong("You took the logarithm to base 10: the loss uses the natural one.")
def base_ten(**numbers: float) -> float:
    """Use the other log key."""
    return answer(**numbers) / math.log(10)


@wrong("You took the logarithm to base 2: the loss uses the natural one.")
def base_two(**numbers: float) -> float:
    """Give bits."""
    return answer(**numbers) / math.log(2)


@wrong(
    "You smoothed the probabilities instead of the label: mix the target with the uniform distribution and leave the "
    "model's output alone."
)
def smoothed_output(p2: float, epsilon: float, **_: float) -> float:
    """Mix the prediction."""
    return -math.log((1 - epsilon) * p2 + epsilon / 4)


TURNS = (
    not_smoothed,
    over_the_others,
    whole_epsilon,
    true_term_only,
    true_class_short,
    base_ten,
    base_two,
    smoothed_output,
)
