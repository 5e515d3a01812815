"""FLOPs of a dense convolution with a stride."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a layer with stride two or three."""
    kernel = rng.choice([3, 5, 7])
    return {
        "batch": rng.choice([12, 20, 24, 40]),
        "channels_in": rng.choice([32, 48, 64, 96]),
        "channels_out": rng.choice([128, 160, 192, 320]),
        "side": rng.choice([28, 32, 40, 56, 64]),
        "kernel": kernel,
        "stride": rng.choice([2, 3]),
        "padding": kernel // 2,
    }


def answer(batch: int, channels_in: int, channels_out: int, side: int, kernel: int, stride: int, padding: int) -> float:
    """Two FLOPs per weight for every output position of every image."""
    out = (side + 2 * padding - kernel) // stride + 1
    return 2 * batch * out**2 * channels_out * channels_in * kernel**2


def working(
    batch: int, channels_in: int, channels_out: int, side: int, kernel: int, stride: int, padding: int
) -> list[str]:
    """One output number, then how many there are."""
    out = (side + 2 * padding - kernel) // stride + 1
    one = 2 * channels_in * kernel**2
    count = out**2 * channels_out
    return [
        rf"Side of the output: $\lfloor ({side} + 2 \cdot {padding} - {kernel}) / {stride} \rfloor + 1 = {out}$.",
        rf"One output number sums over the whole filter: $2 \cdot {channels_in} \cdot {kernel}^2 = {tex(one)}$ FLOP.",
        (
            rf"There are ${out} \cdot {out} \cdot {channels_out} = {tex(count)}$ of them per image: "
            f"${tex(one * count)}$ FLOP."
        ),
        rf"Batch of {batch}: ${tex(one * count * batch)}$ FLOP.",
    ]


@wrong("You counted multiply-adds: each is 2 FLOPs.")
def multiply_adds(**numbers: int) -> float:
    """Take half."""
    return answer(**numbers) / 2


@wrong("You used the size of the input: each position of the output costs one window, and the stride makes them fewer.")
def input_positions(**numbers: int) -> float:
    """Take a window at every input pixel."""
    return answer(**{**numbers, "stride": 1, "padding": numbers["kernel"] // 2})


@wrong("You left out the input channels: each filter reads all of them at every position.")
def flat_filters(**numbers: int) -> float:
    """Forget the depth of the filter."""
    return answer(**{**numbers, "channels_in": 1})


@wrong("You counted one output channel: every filter slides over the image.")
def one_filter(**numbers: int) -> float:
    """Forget the other filters."""
    return answer(**{**numbers, "channels_out": 1})


@wrong("You counted the weights once: they are used again at every position of the output.")
def one_position(**numbers: int) -> float:
    """Treat it as a fully connected layer of the filter's size."""
    out = (numbers["side"] + 2 * numbers["padding"] - numbers["kernel"]) // numbers["stride"] + 1
    return answer(**numbers) / out**2


@wrong("You counted one image: multiply by the batch.")
def one_image(**numbers: int) -> float:
    """Forget the batch."""
    return answer(**{**numbers, "batch": 1})


@wrong("You took the kernel's side instead of its area: a window has side times side positions.")
def kernel_not_squared(**numbers: int) -> float:
    """Use k instead of its square."""
    return answer(**numbers) / numbers["kernel"]
