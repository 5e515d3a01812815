"""Bias of a convolution into which batch norm has been folded."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a channel for which each wrong turn leads to another bias."""
    while True:
        numbers = {
            "bias": rng.choice([-0.6, -0.4, -0.25, 0.25, 0.4, 0.5, 0.8]),
            "gamma": rng.choice([0.5, 0.7, 0.9, 1.2, 1.5, 1.8]),
            "beta": rng.choice([-0.8, -0.5, -0.3, 0.2, 0.3, 0.6]),
            "mean": rng.choice([-1.2, -0.9, -0.6, 0.5, 0.7, 1.1, 1.4]),
            "variance": rng.choice([0.16, 0.25, 0.36, 0.49, 2.25, 4, 6.25]),
            "batch_mean": rng.choice([-1, -0.7, -0.5, 0.4, 0.6, 0.9, 1.3]),
            "batch_variance": rng.choice([0.2, 0.3, 0.5, 1.8, 3, 5]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        far = all(high - low > 0.025 * max(abs(high), abs(low)) for low, high in itertools.pairwise(values))
        if far and abs(answer(**numbers)) > 0.1:
            return numbers


def answer(
    bias: float,
    gamma: float,
    beta: float,
    mean: float,
    variance: float,
    batch_mean: float,  # noqa: ARG001  at inference the batch does not enter
    batch_variance: float,  # noqa: ARG001
) -> float:
    """Scale what is left of the bias after the running mean, then shift."""
    return gamma / math.sqrt(variance) * (bias - mean) + beta


def working(
    bias: float, gamma: float, beta: float, mean: float, variance: float, batch_mean: float, batch_variance: float
) -> list[str]:
    """Write both layers as one."""
    root = math.sqrt(variance)
    scale = gamma / root
    return [
        (
            r"At inference $y = \gamma\, \frac{(w * x + b) - \mu}{\sqrt{\sigma^2}} + \beta$ with the running "
            r"statistics. This is linear in $x$, so it is a convolution with $w' = s\,w$ and $b' = s\,(b - \mu) + "
            r"\beta$, where $s = \gamma / \sqrt{\sigma^2}$."
        ),
        rf"Scale: $s = {gamma} / \sqrt{{{variance}}} = {gamma} / {tex(root)} = {tex(scale)}$.",
        rf"Bias: $b' = {tex(scale)} \cdot ({bias} - ({mean})) + ({beta}) = {tex(scale * (bias - mean) + beta)}$.",
        (
            f"The last batch's mean {batch_mean} and variance {batch_variance} do not enter; every weight of the "
            f"channel is multiplied by ${tex(scale)}$."
        ),
    ]


@wrong("You used the last batch's statistics: at inference batch norm uses its running mean and variance.")
def batch_statistics(batch_mean: float, batch_variance: float, **numbers: float) -> float:
    """Normalise as in training."""
    return answer(**{**numbers, "mean": batch_mean, "variance": batch_variance}, batch_mean=0.0, batch_variance=1.0)


@wrong("You divided by the variance: batch norm divides by its square root.")
def no_root(**numbers: float) -> float:
    """Forget the root."""
    return answer(**{**numbers, "variance": numbers["variance"] ** 2})


@wrong(
    "You left out the convolution's bias: it is shifted by the mean and scaled like everything else that comes out of "
    "the convolution."
)
def no_bias(**numbers: float) -> float:
    """Drop b."""
    return answer(**{**numbers, "bias": 0.0})


@wrong("You did not subtract the running mean before scaling.")
def no_mean(**numbers: float) -> float:
    """Drop the mean."""
    return answer(**{**numbers, "mean": 0.0})


@wrong("You left out the division by the standard deviation: the scale is gamma over the root of the variance.")
def gamma_only(**numbers: float) -> float:
    """Scale by gamma alone."""
    return answer(**{**numbers, "variance": 1.0})


@wrong("You left out gamma: after the division by the standard deviation comes the learned scale.")
def no_gamma(**numbers: float) -> float:
    """Scale by the standard deviation alone."""
    return answer(**{**numbers, "gamma": 1.0})


@wrong("You left out beta: the learned shift is added at the end.")
def no_beta(**numbers: float) -> float:
    """Drop the shift."""
    return answer(**{**numbers, "beta": 0.0})


@wrong("You scaled beta too: it is added after the scaling.")
def scaled_beta(**numbers: float) -> float:
    """Put beta inside the brackets."""
    scale = numbers["gamma"] / math.sqrt(numbers["variance"])
    return scale * (numbers["bias"] - numbers["mean"] + numbers["beta"])


TURNS = (batch_statistics, no_root, no_bias, no_mean, gamma_only, no_gamma, no_beta, scaled_beta)
