"""FLOPs of an ordinary convolution over those of a depthwise separable one."""

import random

from deepdrill.grading.calculation import wrong


def draw(rng: random.Random) -> dict[str, int]:
    """Draw channels that differ between input and output."""
    channels_in = rng.choice([24, 32, 48, 64, 80])
    return {
        "kernel": rng.choice([3, 5, 7]),
        "channels_in": channels_in,
        "channels_out": round(channels_in * rng.choice([1.5, 2, 2.5])),
        "side": rng.choice([14, 28, 56]),
    }


def answer(
    kernel: int,
    channels_in: int,
    channels_out: int,
    side: int,  # noqa: ARG001  given, but does not enter
) -> float:
    """Divide weights by weights, for every weight is used at every position."""
    return kernel**2 * channels_in * channels_out / (channels_in * (kernel**2 + channels_out))


def working(kernel: int, channels_in: int, channels_out: int, side: int) -> list[str]:
    """Count per position, divide."""
    ordinary = kernel**2 * channels_in * channels_out
    depthwise = kernel**2 * channels_in
    pointwise = channels_in * channels_out
    return [
        rf"Both have ${side} \cdot {side}$ output positions, and each weight is used once at each, so compare weights.",
        rf"Ordinary: ${kernel}^2 \cdot {channels_in} \cdot {channels_out} = {ordinary}$.",
        (
            rf"Depthwise, one filter per channel: ${kernel}^2 \cdot {channels_in} = {depthwise}$. Then 1 × 1: "
            rf"${channels_in} \cdot {channels_out} = {pointwise}$."
        ),
        rf"Factor: ${ordinary} / ({depthwise} + {pointwise}) = {ordinary / (depthwise + pointwise):.4g}$.",
        (
            rf"In short $\frac{{1}}{{1/C_{{\text{{out}}}} + 1/k^2}}$: just under $k^2 = {kernel**2}$ when there are "
            "many channels."
        ),
    ]


@wrong("You gave the limit for many channels, the kernel's area: the depthwise part costs something too.")
def limit(kernel: int, **_: int) -> float:
    """Forget the depthwise part."""
    return kernel**2


@wrong("You counted the depthwise part only: the 1 × 1 convolution that mixes the channels mostly costs more than it.")
def depthwise_only(channels_out: int, **_: int) -> float:
    """Forget the pointwise part."""
    return channels_out


@wrong("You gave separable over ordinary: the drill asks for the factor above 1.")
def upside_down(**numbers: int) -> float:
    """Divide the other way."""
    return 1 / answer(**numbers)


@wrong(
    "You gave the depthwise filters the output's channels: they run before the 1 × 1 convolution, one per input "
    "channel."
)
def wide_depthwise(kernel: int, channels_in: int, channels_out: int, **_: int) -> float:
    """Run the depthwise part on the output channels."""
    return kernel**2 * channels_in * channels_out / (kernel**2 * channels_out + channels_in * channels_out)


@wrong(
    "You split the kernel into a column and a row: separable means here space and channels apart, not height and width."
)
def spatially_separable(kernel: int, channels_in: int, channels_out: int, **_: int) -> float:
    """Take k by 1 and then 1 by k."""
    return kernel**2 * channels_in / (kernel * (channels_in + channels_out))


@wrong("You gave the share that is saved: the drill asks how many times fewer FLOPs.")
def share_saved(**numbers: int) -> float:
    """Give one minus the ratio."""
    return 1 - 1 / answer(**numbers)
