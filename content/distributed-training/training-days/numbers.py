"""Duration of a training run from its FLOPs."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

DAY = 86_400


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a run that takes between a day and a year."""
    while True:
        numbers = {
            "parameters_billion": rng.choice([1.5, 3, 7, 8, 13, 34, 70]),
            "tokens_trillion": rng.choice([0.5, 1, 2, 3, 6, 15]),
            "gpus": rng.choice([128, 256, 512, 1024, 2048, 4096]),
            "peak_tflops": rng.choice([312, 989]),
            "mfu_percent": rng.choice([36, 38, 40, 42, 44, 46, 48, 52, 54]),
        }
        if 1 < answer(**numbers) < 365:
            return numbers


def answer(
    parameters_billion: float, tokens_trillion: float, gpus: float, peak_tflops: float, mfu_percent: float
) -> float:
    """Six FLOPs per parameter and token, over what the cluster really does in a day."""
    work = 6 * parameters_billion * 1e9 * tokens_trillion * 1e12
    return work / (gpus * peak_tflops * 1e12 * mfu_percent / 100) / DAY


def working(
    parameters_billion: float, tokens_trillion: float, gpus: float, peak_tflops: float, mfu_percent: float
) -> list[str]:
    """Work, speed, quotient."""
    work = 6 * parameters_billion * 1e9 * tokens_trillion * 1e12
    speed = gpus * peak_tflops * 1e12 * mfu_percent / 100
    return [
        (
            "A parameter is used in one multiply-add per token: 2 FLOPs forward. Backward costs 4, once for the "
            "gradient of the activations and once for that of the weights. Together 6."
        ),
        rf"Work: $6 \cdot {tex(parameters_billion * 1e9)} \cdot {tex(tokens_trillion * 1e12)} = {tex(work)}$ FLOP.",
        rf"Speed: ${gpus} \cdot {peak_tflops} \cdot 10^{{12}} \cdot {mfu_percent / 100} = {tex(speed)}$ FLOP/s.",
        (
            f"Time: $({tex(work)}) / ({tex(speed)}) = {tex(work / speed)}$ s, divided by {DAY}: "
            f"${tex(work / speed / DAY)}$ days."
        ),
    ]


@wrong(
    "You counted the forward pass only, 2 FLOPs per parameter and token: training also runs backward, which makes it 6."
)
def forward_only(**numbers: float) -> float:
    """Count 2ND."""
    return answer(**numbers) / 3


@wrong("You counted 4 FLOPs per parameter and token: forward costs 2 and backward 4, so 6 together.")
def two_equal_passes(**numbers: float) -> float:
    """Let backward cost as much as forward."""
    return answer(**numbers) * 4 / 6


@wrong("You counted multiply-adds: each is 2 FLOPs, as in the peak of the data sheet.")
def multiply_adds(**numbers: float) -> float:
    """Count 3ND."""
    return answer(**numbers) / 2


@wrong(
    "You added a second forward pass, as with full recomputation: nothing is computed again here, so 6 instead of 8."
)
def recomputation(**numbers: float) -> float:
    """Count 8ND."""
    return answer(**numbers) * 8 / 6


@wrong("You took the peak as the speed: only the given share of it (the MFU) is reached.")
def at_the_peak(**numbers: float) -> float:
    """Forget the utilization."""
    return answer(**numbers) * numbers["mfu_percent"] / 100


@wrong("You multiplied the time by the utilization: the cluster is slower than its peak, so the time grows.")
def utilization_upside_down(**numbers: float) -> float:
    """Multiply where one divides."""
    return answer(**numbers) * (numbers["mfu_percent"] / 100) ** 2


@wrong("You calculated for one GPU: divide by their number.")
def one_gpu(**numbers: float) -> float:
    """Forget the cluster."""
    return answer(**numbers) * numbers["gpus"]


@wrong("You divided by 3,600 and called it days: that gives hours, and a day has 24 of them.")
def hours(**numbers: float) -> float:
    """Divide by 3600."""
    return answer(**numbers) * 24
