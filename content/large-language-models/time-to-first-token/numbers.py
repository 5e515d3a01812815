"""Prefill time of a compute-bound prompt."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

MODELS = [(7, 32, 4096), (8, 32, 4096), (13, 40, 5120), (32, 64, 5120), (70, 80, 8192)]


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a prompt so long that attention shows."""
    while True:
        billion, layers, width = rng.choice(MODELS)
        peak, bandwidth = rng.choice([(312, 2), (989, 3.35)])
        numbers = {
            "parameters_billion": billion,
            "layers": layers,
            "width": width,
            "prompt_tokens": rng.choice([8_000, 12_000, 16_000, 24_000, 32_000, 48_000]),
            "gpus": rng.choice([2, 4, 8]),
            "peak_tflops": peak,
            "utilization_percent": rng.choice([38, 42, 45, 48, 55, 60]),
            "bandwidth_tb": bandwidth,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.045 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    parameters_billion: float,
    layers: float,
    width: float,
    prompt_tokens: float,
    gpus: float,
    peak_tflops: float,
    utilization_percent: float,
    bandwidth_tb: float,  # noqa: ARG001  given, but the prompt is long
) -> float:
    """Divide the FLOPs of the prompt by what the GPUs reach."""
    flops = 2 * parameters_billion * 1e9 * prompt_tokens + 2 * layers * width * prompt_tokens**2
    return flops / (gpus * peak_tflops * 1e12 * utilization_percent / 100)


def working(
    parameters_billion: float,
    layers: float,
    width: float,
    prompt_tokens: float,
    gpus: float,
    peak_tflops: float,
    utilization_percent: float,
    bandwidth_tb: float,
) -> list[str]:
    """Weights, attention, time, and the check against memory."""
    weights = 2 * parameters_billion * 1e9 * prompt_tokens
    attention = 2 * layers * width * prompt_tokens**2
    speed = gpus * peak_tflops * 1e12 * utilization_percent / 100
    reading = 2 * parameters_billion * 1e9 / (gpus * bandwidth_tb * 1e12)
    return [
        rf"Weights: $2 \cdot {parameters_billion} \cdot 10^9 \cdot {prompt_tokens} = {tex(weights)}$ FLOP.",
        (
            rf"Attention: ${layers} \cdot 4 \cdot {width} \cdot \frac{{1}}{{2}} \cdot {prompt_tokens}^2 = "
            f"{tex(attention)}$ FLOP, {100 * attention / weights:.3g}% of the weights' part."
        ),
        (
            rf"Speed: ${gpus} \cdot {peak_tflops} \cdot 10^{{12}} \cdot {utilization_percent / 100} = {tex(speed)}$ "
            "FLOP/s."
        ),
        rf"Time: $({tex(weights)} + {tex(attention)}) / ({tex(speed)}) = {tex((weights + attention) / speed)}$ s.",
        f"Reading the weights once takes only {1000 * reading:.3g} ms, so arithmetic is the limit.",
    ]


@wrong("You left attention out: at this length its pairs cost too much to ignore.")
def no_attention(**numbers: float) -> float:
    """Count the weights only."""
    return answer(**{**numbers, "layers": 0})


@wrong("You counted the whole square of pairs: the causal kernel computes half of it.")
def full_square(**numbers: float) -> float:
    """Forget the mask."""
    return answer(**{**numbers, "layers": 2 * numbers["layers"]})


@wrong("You took the peak as the speed: only the given share of it is reached.")
def at_the_peak(**numbers: float) -> float:
    """Forget the utilization."""
    return answer(**{**numbers, "utilization_percent": 100})


@wrong("You counted 6 FLOPs per parameter and token, as for training: a forward pass alone costs 2.")
def training(**numbers: float) -> float:
    """Add a backward pass."""
    return 3 * answer(**numbers)


@wrong("You counted multiply-adds: each is 2 FLOPs.")
def multiply_adds(**numbers: float) -> float:
    """Take half."""
    return answer(**numbers) / 2


@wrong("You calculated for one GPU: tensor parallelism divides the work.")
def one_gpu(**numbers: float) -> float:
    """Forget the other GPUs."""
    return answer(**{**numbers, "gpus": 1})


@wrong(
    "You timed the reading of the weights, as for a decoding step: with so many tokens at once arithmetic takes far "
    "longer."
)
def reading_the_weights(parameters_billion: float, gpus: float, bandwidth_tb: float, **_: float) -> float:
    """Take the memory's side of the roofline."""
    return 2 * parameters_billion * 1e9 / (gpus * bandwidth_tb * 1e12)


TURNS = (no_attention, full_square, at_the_peak, training, multiply_adds, one_gpu, reading_the_weights)
