"""One side of a feature map after a convolution, a pooling and a dilated convolution."""

import random

from deepdrill.grading.calculation import wrong


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a stack in which each wrong turn leads to another number."""
    while True:
        kernel_1 = rng.choice([5, 7, 9, 11])
        numbers = {
            "side": rng.randrange(120, 400),
            "kernel_1": kernel_1,
            "stride_1": rng.choice([2, 3, 4]),
            "padding_1": rng.randrange(2, kernel_1 // 2 + 1),
            "pool": 3,
            "pool_stride": 2,
            "kernel_3": rng.choice([3, 5]),
            "padding_3": rng.choice([1, 2]),
            "dilation": rng.choice([2, 3, 4]),
        }
        sides = [turn(**numbers) for turn in (answer, *TURNS)]
        if len(set(sides)) == len(sides) and min(sides) > 1:
            return numbers


def answer(
    side: int,
    kernel_1: int,
    stride_1: int,
    padding_1: int,
    pool: int,
    pool_stride: int,
    kernel_3: int,
    padding_3: int,
    dilation: int,
) -> float:
    """Walk through the three layers."""
    first = _out(side, kernel_1, stride_1, padding_1)
    pooled = _out(first, pool, pool_stride, 0)
    return _out(pooled, _reach(kernel_3, dilation), 1, padding_3)


def working(
    side: int,
    kernel_1: int,
    stride_1: int,
    padding_1: int,
    pool: int,
    pool_stride: int,
    kernel_3: int,
    padding_3: int,
    dilation: int,
) -> list[str]:
    """Apply the same rule three times."""
    first = _out(side, kernel_1, stride_1, padding_1)
    pooled = _out(first, pool, pool_stride, 0)
    reach = _reach(kernel_3, dilation)
    return [
        (
            r"Each layer turns a side $n$ into $\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$: how often the "
            "stride fits after the first window, plus that window."
        ),
        rf"Layer 1: $\lfloor ({side} + 2 \cdot {padding_1} - {kernel_1}) / {stride_1} \rfloor + 1 = {first}$.",
        rf"Layer 2: $\lfloor ({first} - {pool}) / {pool_stride} \rfloor + 1 = {pooled}$.",
        (
            rf"Layer 3: with dilation {dilation} a kernel of {kernel_3} reaches over ${dilation} \cdot ({kernel_3} - "
            rf"1) + 1 = {reach}$ pixels, so ${pooled} + 2 \cdot {padding_3} - {reach} + 1 = "
            f"{_out(pooled, reach, 1, padding_3)}$."
        ),
    ]


def _out(side: int, reach: int, stride: int, padding: int) -> int:
    """Count the places of a window."""
    return (side + 2 * padding - reach) // stride + 1


def _reach(kernel: int, dilation: int) -> int:
    """Span of a dilated kernel."""
    return dilation * (kernel - 1) + 1


@wrong(
    "You added the padding on one side only: it stands on both sides of the image, so a side grows by twice the "
    "padding."
)
def padding_once(**numbers: int) -> float:
    """Add p instead of 2p."""
    first = (numbers["side"] + numbers["padding_1"] - numbers["kernel_1"]) // numbers["stride_1"] + 1
    pooled = _out(first, numbers["pool"], numbers["pool_stride"], 0)
    return pooled + numbers["padding_3"] - _reach(numbers["kernel_3"], numbers["dilation"]) + 1


@wrong("You left the dilation out: the kernel's taps stand apart, so it reaches over dilation times (kernel - 1) + 1.")
def no_dilation(**numbers: int) -> float:
    """Take the kernel as it is."""
    return answer(**{**numbers, "dilation": 1})


@wrong(
    "You took dilation times kernel as the reach: there is one gap fewer than taps, so dilation times (kernel - 1) + 1."
)
def dilation_times_kernel(**numbers: int) -> float:
    """Multiply the kernel by its dilation."""
    return answer(**{**numbers, "kernel_3": numbers["kernel_3"] * numbers["dilation"], "dilation": 1})


@wrong("You left out the + 1 of each layer: the first window counts before any stride is taken.")
def no_plus_one(**numbers: int) -> float:
    """Count strides instead of windows."""
    first = _out(numbers["side"], numbers["kernel_1"], numbers["stride_1"], numbers["padding_1"]) - 1
    pooled = _out(first, numbers["pool"], numbers["pool_stride"], 0) - 1
    return _out(pooled, _reach(numbers["kernel_3"], numbers["dilation"]), 1, numbers["padding_3"]) - 1


@wrong("You left out the pooling: a stride of 2 about halves the side, although the layer has no weights.")
def no_pooling(**numbers: int) -> float:
    """Skip layer 2."""
    first = _out(numbers["side"], numbers["kernel_1"], numbers["stride_1"], numbers["padding_1"])
    return _out(first, _reach(numbers["kernel_3"], numbers["dilation"]), 1, numbers["padding_3"])


@wrong("You rounded up: a window that does not fit is left out, so round down after each division.")
def rounded_up(**numbers: int) -> float:
    """Take the ceiling in the layers with a stride."""
    first = -(-(numbers["side"] + 2 * numbers["padding_1"] - numbers["kernel_1"]) // numbers["stride_1"]) + 1
    pooled = -(-(first - numbers["pool"]) // numbers["pool_stride"]) + 1
    return _out(pooled, _reach(numbers["kernel_3"], numbers["dilation"]), 1, numbers["padding_3"])


@wrong("You gave the number of positions: the drill asks for the length of one side.")
def positions(**numbers: int) -> float:
    """Square it."""
    return answer(**numbers) ** 2


TURNS = (padding_once, no_dilation, dilation_times_kernel, no_plus_one, no_pooling, rounded_up, positions)
