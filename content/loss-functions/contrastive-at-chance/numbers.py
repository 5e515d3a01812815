"""InfoNCE of independent random unit vectors."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a batch and a temperature that lifts the loss visibly above chance."""
    while True:
        numbers = {
            "gpus": rng.choice([8, 16, 32, 64]),
            "local_batch": rng.choice([64, 128, 200, 256]),
            "dimension": rng.choice([64, 128, 256, 512]),
            "temperature": rng.choice([0.05, 0.06, 0.07, 0.1]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        apart = all(high - low > 0.012 * high for low, high in itertools.pairwise(values))
        if apart and _variance(**numbers) < 2:
            return numbers


def answer(gpus: float, local_batch: float, dimension: float, temperature: float) -> float:
    """Logarithm of the batch plus half the variance of a logit."""
    return math.log(gpus * local_batch) + _variance(dimension, temperature) / 2


def working(gpus: float, local_batch: float, dimension: float, temperature: float) -> list[str]:
    """Positive, denominator, sum."""
    texts = gpus * local_batch
    variance = _variance(dimension, temperature)
    return [
        (
            rf"The loss is $-z_+ + \ln \sum_j e^{{z_j}}$ over ${gpus} \cdot {local_batch} = {texts}$ texts. The right "
            "text is as random as the others, so $z_+$ has mean 0."
        ),
        (
            rf"A logit has variance $\sigma^2 = \frac{{1}}{{d\, \tau^2}} = 1 / ({dimension} \cdot {temperature}^2) = "
            f"{tex(variance)}$."
        ),
        (
            rf"For a normal $z$, $\mathbb{{E}}\, e^z = e^{{\sigma^2/2}}$, so the sum is about ${texts} \cdot "
            f"e^{{{tex(variance / 2)}}}$."
        ),
        (
            rf"Loss: $\ln {texts} + {tex(variance / 2)} = {tex(math.log(texts))} + {tex(variance / 2)} = "
            f"{tex(math.log(texts) + variance / 2)}$ nats."
        ),
    ]


def _variance(dimension: float, temperature: float, **_: float) -> float:
    """Give the variance of a logit."""
    return 1 / (dimension * temperature**2)


@wrong(
    "You gave ln N, as for equal logits: a small temperature spreads the random logits, and the largest dominate the "
    "denominator, which adds half their variance."
)
def equal_logits(gpus: float, local_batch: float, **_: float) -> float:
    """Take the uniform guess."""
    return math.log(gpus * local_batch)


@wrong("You compared with the texts of one GPU: all of them are gathered.")
def local_only(**numbers: float) -> float:
    """Forget the gathering."""
    return answer(**{**numbers, "gpus": 1})


@wrong("You added the whole variance: the mean of e^z is e to half the variance.")
def whole_variance(**numbers: float) -> float:
    """Forget the half."""
    return answer(**numbers) + _variance(**numbers) / 2


@wrong("You took the logarithm to base 2: the loss is in nats.")
def base_two(**numbers: float) -> float:
    """Give bits."""
    return answer(**numbers) / math.log(2)


@wrong("You took a variance of 1 for the dot products: vectors of unit length have 1/d.")
def unit_variance(gpus: float, local_batch: float, temperature: float, **_: float) -> float:
    """Forget the dimension."""
    return answer(gpus, local_batch, 1, temperature)


TURNS = (equal_logits, local_only, whole_variance, base_two, unit_variance)
