"""The second update of Adam for one weight."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw two gradients for which each wrong turn leads to another step."""
    while True:
        numbers = {
            "g1": rng.choice([-1.5, -1, -0.8, -0.4, 0.2, 0.3, 0.5, 0.6, 1.2, 2]),
            "g2": rng.choice([-2, -1.2, -0.6, -0.5, -0.3, 0.2, 0.4, 0.8, 1, 1.5]),
            "rate": rng.choice([0.0001, 0.0003, 0.001, 0.002, 0.01]),
            "beta1": rng.choice([0.8, 0.9]),
            "beta2": rng.choice([0.95, 0.98, 0.99, 0.999]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        far = all(high - low > 0.025 * max(abs(high), abs(low)) for low, high in itertools.pairwise(values))
        if far and abs(answer(**numbers)) > 0.05 * numbers["rate"]:
            return numbers


def answer(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> float:
    """Correct both moments for their start at zero, divide, step downhill."""
    m, v = _moments(g1, g2, beta1, beta2)
    return -rate * (m / (1 - beta1**2)) / math.sqrt(v / (1 - beta2**2))


def working(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> list[str]:
    """Moments, corrections, step."""
    m, v = _moments(g1, g2, beta1, beta2)
    m_hat, v_hat = m / (1 - beta1**2), v / (1 - beta2**2)
    return [
        (
            rf"First moment: $m_1 = {tex(1 - beta1)} \cdot ({g1}) = {tex((1 - beta1) * g1)}$, then $m_2 = {beta1} "
            rf"\cdot ({tex((1 - beta1) * g1)}) + {tex(1 - beta1)} \cdot ({g2}) = {tex(m)}$."
        ),
        (
            rf"Second moment: $v_1 = {tex(1 - beta2)} \cdot ({g1})^2 = {tex((1 - beta2) * g1**2)}$, then $v_2 = "
            rf"{beta2} \cdot {tex((1 - beta2) * g1**2)} + {tex(1 - beta2)} \cdot ({g2})^2 = {tex(v)}$."
        ),
        (
            rf"Corrections at $t = 2$: $\hat m = {tex(m)} / (1 - {beta1}^2) = {tex(m_hat)}$ and $\hat v = {tex(v)} / "
            f"(1 - {beta2}^2) = {tex(v_hat)}$."
        ),
        rf"Step: $-{rate} \cdot {tex(m_hat)} / \sqrt{{{tex(v_hat)}}} = {tex(-rate * m_hat / math.sqrt(v_hat))}$.",
    ]


def _moments(g1: float, g2: float, beta1: float, beta2: float) -> tuple[float, float]:
    """Give both moments after two steps, uncorrected."""
    m = beta1 * (1 - beta1) * g1 + (1 - beta1) * g2
    v = beta2 * (1 - beta2) * g1**2 + (1 - beta2) * g2**2
    return m, v


@wrong(
    "You left out the bias corrections: both moments start at zero and are too small at first, by different factors."
)
def not_corrected(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> float:
    """Use the moments as they are."""
    m, v = _moments(g1, g2, beta1, beta2)
    return -rate * m / math.sqrt(v)


@wrong("You corrected as in the first step: in the second step the betas are squared, 1 - beta to the power of t.")
def first_correction(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> float:
    """Divide by 1 - beta."""
    m, v = _moments(g1, g2, beta1, beta2)
    return -rate * (m / (1 - beta1)) / math.sqrt(v / (1 - beta2))


@wrong(
    "You gave the first step, the learning rate against the sign of the gradient: from the second on, earlier "
    "gradients count."
)
def sign_step(g2: float, rate: float, **_: float) -> float:
    """Step by the sign."""
    return -rate * math.copysign(1, g2)


@wrong("You did not take the root of the second moment.")
def no_root(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> float:
    """Divide by the second moment itself."""
    m, v = _moments(g1, g2, beta1, beta2)
    return -rate * (m / (1 - beta1**2)) / (v / (1 - beta2**2))


@wrong(
    "You took a plain gradient step: Adam divides by the root of the second moment, so the step does not scale with "
    "the gradient."
)
def plain(g2: float, rate: float, **_: float) -> float:
    """Step as SGD does."""
    return -rate * g2


@wrong("You corrected the first moment only: the second one starts at zero as well.")
def first_moment_only(g1: float, g2: float, rate: float, beta1: float, beta2: float) -> float:
    """Leave the second moment uncorrected."""
    m, v = _moments(g1, g2, beta1, beta2)
    return -rate * (m / (1 - beta1**2)) / math.sqrt(v)


@wrong("You stepped uphill: the weight moves against the gradient, so the sign is the other one.")
def uphill(**numbers: float) -> float:
    """Forget the minus."""
    return -answer(**numbers)


TURNS = (not_corrected, first_correction, sign_step, no_root, plain, first_moment_only, uphill)
