"""FLOPs per byte of a matrix product, and the side of the roofline that it lies on."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a layer and a GPU such that neither side of the roofline is the usual answer."""
    while True:
        peak, bandwidth = rng.choice([(312, 2), (989, 3.35)])
        numbers = {
            "rows": rng.choice([48, 64, 96, 160, 320, 640, 1280]),
            "inner": rng.choice([768, 1024, 1536, 4096]),
            "columns": rng.choice([640, 1280, 2048, 6144, 14_336]),
            "peak_tflops": peak,
            "bandwidth_tb": bandwidth,
            "number_bytes": 2,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    rows: float,
    inner: float,
    columns: float,
    peak_tflops: float,  # noqa: ARG001  decides the side, not the intensity
    bandwidth_tb: float,  # noqa: ARG001
    number_bytes: float,
) -> float:
    """Divide the FLOPs by the bytes of three matrices."""
    return 2 * rows * inner * columns / (number_bytes * (rows * inner + inner * columns + rows * columns))


def working(
    rows: float, inner: float, columns: float, peak_tflops: float, bandwidth_tb: float, number_bytes: float
) -> list[str]:
    """FLOPs, bytes, quotient, ridge."""
    flops = 2 * rows * inner * columns
    numbers = rows * inner + inner * columns + rows * columns
    intensity = flops / (number_bytes * numbers)
    ridge = peak_tflops / bandwidth_tb
    side = "arithmetic" if intensity > ridge else "memory"
    sign = ">" if intensity > ridge else "<"
    reach = min(peak_tflops, intensity * bandwidth_tb)
    return [
        rf"FLOPs: $2 \cdot {rows} \cdot {inner} \cdot {columns} = {tex(flops)}$.",
        (
            rf"Bytes: $({rows} \cdot {inner} + {inner} \cdot {columns} + {rows} \cdot {columns}) \cdot {number_bytes} "
            f"= {tex(numbers * number_bytes)}$, of which the weights are {100 * inner * columns / numbers:.3g}%."
        ),
        f"Intensity: ${tex(intensity)}$ FLOP/byte.",
        (
            f"The GPU's ridge is at ${peak_tflops} / {bandwidth_tb} = {tex(ridge)}$ FLOP/byte. ${tex(intensity)} "
            f"{sign} {tex(ridge)}$, so {side} is the limit: at best {reach:.3g} TFLOP/s."
        ),
    ]


@wrong("You counted multiply-adds: each is 2 FLOPs.")
def multiply_adds(**numbers: float) -> float:
    """Take half."""
    return answer(**numbers) / 2


@wrong("You counted numbers instead of bytes: each number has several bytes that must be moved.")
def per_number(**numbers: float) -> float:
    """Divide by numbers."""
    return answer(**numbers) * numbers["number_bytes"]


@wrong("You counted the weights' bytes only: the activations are read and the result is written, too.")
def weights_only(rows: float, number_bytes: float, **_: float) -> float:
    """Divide by the weights."""
    return 2 * rows / number_bytes


@wrong("You left out the result: it is written to memory, rows times columns numbers.")
def no_output(rows: float, inner: float, columns: float, number_bytes: float, **_: float) -> float:
    """Read the inputs only."""
    return 2 * rows * inner * columns / (number_bytes * (rows * inner + inner * columns))


@wrong(
    "You gave the GPU's ridge, peak over bandwidth: the intensity belongs to the product, the ridge is what to "
    "compare it with."
)
def ridge(peak_tflops: float, bandwidth_tb: float, **_: float) -> float:
    """Divide peak by bandwidth."""
    return peak_tflops / bandwidth_tb


@wrong(
    "You let every multiply-add fetch its two numbers from memory: each matrix is read once and used many times on "
    "the chip."
)
def no_reuse(number_bytes: float, **_: float) -> float:
    """Read two numbers for two FLOPs."""
    return 1 / number_bytes


TURNS = (multiply_adds, per_number, weights_only, no_output, ridge, no_reuse)
