"""Trainable parameters of two convolutions with batch norm and a linear head."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a network small enough for biases and batch norm to show in the total."""
    while True:
        numbers = {
            "channels_in": rng.choice([1, 3, 4]),
            "channels_1": rng.choice([6, 8, 12, 16]),
            "channels_2": rng.choice([12, 16, 20, 24]),
            "kernel": rng.choice([3, 5]),
            "classes": rng.choice([5, 8, 10, 12, 20]),
            "side": rng.choice([28, 32, 40]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.003 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    channels_in: int,
    channels_1: int,
    channels_2: int,
    kernel: int,
    classes: int,
    side: int,  # noqa: ARG001  given, but does not enter
) -> float:
    """Weights and biases of three layers, and a scale and a shift for each normalised channel."""
    convolutions = kernel**2 * (channels_in * channels_1 + channels_1 * channels_2) + channels_1 + channels_2
    norms = 2 * (channels_1 + channels_2)
    return convolutions + norms + channels_2 * classes + classes


def working(channels_in: int, channels_1: int, channels_2: int, kernel: int, classes: int, side: int) -> list[str]:
    """Go through the layers in order."""
    first = kernel**2 * channels_in * channels_1 + channels_1
    second = kernel**2 * channels_1 * channels_2 + channels_2
    norms = 2 * (channels_1 + channels_2)
    head = channels_2 * classes + classes
    return [
        (
            rf"First convolution: each of the {channels_1} filters has ${kernel} \cdot {kernel} \cdot {channels_in}$ "
            rf"weights and one bias: ${kernel**2 * channels_in} \cdot {channels_1} + {channels_1} = {tex(first)}$."
        ),
        (
            rf"Second convolution: ${kernel} \cdot {kernel} \cdot {channels_1} \cdot {channels_2} + {channels_2} = "
            f"{tex(second)}$."
        ),
        (
            rf"Batch norm trains a scale and a shift per channel: $2 \cdot ({channels_1} + {channels_2}) = "
            f"{tex(norms)}$. The running mean and variance are buffers: no gradient, no optimizer."
        ),
        "Pooling and ReLU have none.",
        (
            rf"Global average pooling leaves {channels_2} numbers, so the head has ${channels_2} \cdot {classes} + "
            f"{classes} = {tex(head)}$. The image size {side} never entered."
        ),
        rf"Sum: ${tex(first)} + {tex(second)} + {tex(norms)} + {tex(head)} = {tex(first + second + norms + head)}$.",
    ]


@wrong("You left out batch norm: it trains a scale and a shift for each channel.")
def no_batch_norm(**numbers: int) -> float:
    """Count layers with matrices only."""
    return answer(**numbers) - 2 * (numbers["channels_1"] + numbers["channels_2"])


@wrong("You counted batch norm's running mean and variance: they are buffers that no optimizer changes.")
def running_statistics(**numbers: int) -> float:
    """Count four numbers per channel."""
    return answer(**numbers) + 2 * (numbers["channels_1"] + numbers["channels_2"])


@wrong("You left out the biases: each filter and each class has one.")
def no_biases(**numbers: int) -> float:
    """Count weights and batch norm."""
    return answer(**numbers) - numbers["channels_1"] - numbers["channels_2"] - numbers["classes"]


@wrong("You took each filter as one channel deep: a filter has a kernel for every input channel.")
def flat_filters(**numbers: int) -> float:
    """Forget the depth of the filters."""
    depth = numbers["channels_in"] * numbers["channels_1"] + numbers["channels_1"] * numbers["channels_2"]
    return answer(**numbers) - numbers["kernel"] ** 2 * (depth - numbers["channels_1"] - numbers["channels_2"])


@wrong("You flattened the last map: global average pooling leaves one number per channel for the head.")
def flattened(**numbers: int) -> float:
    """Connect every position with every class."""
    positions = (numbers["side"] // 2) ** 2
    return answer(**numbers) + (positions - 1) * numbers["channels_2"] * numbers["classes"]


@wrong("You took the kernel as one-dimensional: a square kernel has side times side weights.")
def kernel_not_squared(**numbers: int) -> float:
    """Use k instead of its square."""
    depth = numbers["channels_in"] * numbers["channels_1"] + numbers["channels_1"] * numbers["channels_2"]
    return answer(**numbers) - (numbers["kernel"] ** 2 - numbers["kernel"]) * depth


@wrong("You left out the fully connected layer: channels times classes, and a bias for each class.")
def no_head(**numbers: int) -> float:
    """Stop at the pooling."""
    return answer(**numbers) - (numbers["channels_2"] + 1) * numbers["classes"]


TURNS = (no_batch_norm, running_statistics, no_biases, flat_filters, flattened, kernel_not_squared, no_head)
