"""Signal-to-noise ratio of symmetric int8 rounding."""

import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a tensor with a moderate to strong outlier."""
    rms = float(f"{10 ** rng.uniform(-2, 0.5):.2g}")
    return {"rms": rms, "largest": float(f"{rms * rng.uniform(4.5, 16):.3g}")}


def answer(rms: float, largest: float) -> float:
    """Compare the power of the signal with a twelfth of the squared step."""
    return _decibels(rms**2 / ((largest / 127) ** 2 / 12))


def working(rms: float, largest: float) -> list[str]:
    """Step, noise, ratio."""
    step = largest / 127
    noise = step**2 / 12
    return [
        rf"Step: ${largest} / 127 = {tex(step)}$.",
        rf"An error uniform over $[-\Delta/2, \Delta/2]$ has variance $\Delta^2 / 12 = {tex(noise)}$.",
        rf"Signal power: ${rms}^2 = {tex(rms**2)}$.",
        (
            rf"$10 \log_{{10}} ({tex(rms**2)} / ({tex(noise)})) = 10 \log_{{10}} {tex(rms**2 / noise)} = "
            f"{tex(answer(rms, largest))}$ dB."
        ),
        (
            "What costs is the distance from the root mean square to the largest value: here a factor of "
            f"{largest / rms:.3g}, or ${tex(_decibels((largest / rms) ** 2))}$ dB."
        ),
    ]


def _decibels(ratio: float) -> float:
    """Turn a ratio of powers into decibels."""
    return 10 * math.log10(ratio)


@wrong("You took the step itself as the noise: a uniform error's variance is a twelfth of the squared step.")
def step_as_noise(rms: float, largest: float) -> float:
    """Forget the twelfth."""
    return _decibels(rms**2 / (largest / 127) ** 2)


@wrong("You took the largest error, half a step, as the noise: the mean squared error is a third of its square.")
def half_a_step(rms: float, largest: float) -> float:
    """Take the worst case."""
    return _decibels(rms**2 / (largest / 254) ** 2)


@wrong(
    "You spread 255 steps over the largest value: the grid is symmetric and reaches from minus to plus the largest "
    "value."
)
def half_the_range(rms: float, largest: float) -> float:
    """Take a step half as large."""
    return _decibels(rms**2 / ((largest / 255) ** 2 / 12))


@wrong(
    "You used the rule for a full-scale sine, 6.02 times bits plus 1.76: here the peak lies much further above the "
    "root mean square."
)
def sine_rule(**_: float) -> float:
    """Take 6.02 b + 1.76."""
    return 6.02 * 8 + 1.76


@wrong("You took 20 times the logarithm of a ratio of powers: 20 belongs to ratios of amplitudes.")
def twenty(**numbers: float) -> float:
    """Double the decibels."""
    return 2 * answer(**numbers)


@wrong("You took 10 times the logarithm of a ratio of amplitudes: square them first, or take 20.")
def amplitudes(**numbers: float) -> float:
    """Halve the decibels."""
    return answer(**numbers) / 2


@wrong("You took the largest value's power as the signal: the signal is the mean square of the tensor.")
def peak_power(**_: float) -> float:
    """Compare the peak with the noise."""
    return _decibels(127**2 * 12)
