"""Width of the receptive field after five layers."""

import random
from collections.abc import Iterator

from deepdrill.grading.calculation import wrong


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a stack in which each wrong turn leads to another number."""
    while True:
        numbers = {
            "kernel_1": rng.choice([3, 5, 7, 11]),
            "stride_1": rng.choice([2, 3, 4]),
            "kernel_2": rng.choice([3, 5]),
            "kernel_4": rng.choice([3, 5]),
            "stride_4": rng.choice([2, 3]),
            "kernel_5": rng.choice([3, 5]),
            "dilation": rng.choice([2, 3, 4]),
        }
        widths = [turn(**numbers) for turn in (answer, *TURNS)]
        if len(set(widths)) == len(widths):
            return numbers


def _layers(
    kernel_1: int, stride_1: int, kernel_2: int, kernel_4: int, stride_4: int, kernel_5: int, dilation: int
) -> Iterator[tuple[int, int, int]]:
    """Give kernel, stride and dilation of each layer."""
    yield kernel_1, stride_1, 1
    yield kernel_2, 1, 1
    yield 2, 2, 1
    yield kernel_4, stride_4, 1
    yield kernel_5, 1, dilation


def answer(**numbers: int) -> float:
    """Each layer widens the field by its reach minus one, in steps of all strides below it."""
    field, step = 1, 1
    for kernel, stride, dilation in _layers(**numbers):
        field += dilation * (kernel - 1) * step
        step *= stride
    return field


def working(**numbers: int) -> list[str]:
    """Walk up, with the step between neighbouring units in input pixels."""
    steps = [
        (
            "Start with a field of $r = 1$ and a step of $j = 1$ input pixel between neighbours. Each layer adds "
            r"$d\,(k - 1) \cdot j$ to the field, and only then multiplies the step by its stride."
        ),
    ]
    field, step = 1, 1
    for place, (kernel, stride, dilation) in enumerate(_layers(**numbers), start=1):
        reach = f"{kernel} - 1" if dilation == 1 else rf"{dilation} \cdot ({kernel} - 1)"
        wider = field + dilation * (kernel - 1) * step
        taps = f"({reach})" if dilation == 1 else reach
        steps.append(
            rf"Layer {place}: $r = {field} + {taps} \cdot {step} = {wider}$; the step becomes ${step} \cdot {stride} "
            f"= {step * stride}$."
        )
        field, step = wider, step * stride
    return [*steps, f"The field of one unit of the last layer spans ${field} \\times {field}$ pixels."]


@wrong(
    "You left the strides out: after a stride, neighbouring units are several input pixels apart, so later kernels "
    "reach further."
)
def no_strides(**numbers: int) -> float:
    """Add the kernels up as if every stride were one."""
    return 1 + sum(dilation * (kernel - 1) for kernel, _, dilation in _layers(**numbers))


@wrong(
    "You let a layer's own stride widen its own field: its kernel moves on the grid below it, so use the strides "
    "before it."
)
def own_stride(**numbers: int) -> float:
    """Multiply the step before it is used."""
    field, step = 1, 1
    for kernel, stride, dilation in _layers(**numbers):
        step *= stride
        field += dilation * (kernel - 1) * step
    return field


@wrong(
    "You left the dilation out: the taps of the last kernel stand apart, so it reaches over dilation times (kernel - "
    "1) + 1."
)
def no_dilation(**numbers: int) -> float:
    """Take every dilation as one."""
    return answer(**{**numbers, "dilation": 1})


@wrong("You left the pooling out: it has no weights, but it has a kernel and a stride like any other layer.")
def no_pooling(**numbers: int) -> float:
    """Skip layer 3."""
    field, step = 1, 1
    for place, (kernel, stride, dilation) in enumerate(_layers(**numbers), start=1):
        if place != 3:
            field += dilation * (kernel - 1) * step
            step *= stride
    return field


@wrong(
    "You added whole kernels: neighbouring windows overlap, so each layer adds (kernel - 1) steps to what is there "
    "already."
)
def whole_kernels(**numbers: int) -> float:
    """Forget the minus one."""
    field, step = 0, 1
    for kernel, stride, dilation in _layers(**numbers):
        field += dilation * kernel * step
        step *= stride
    return field


@wrong(
    "You gave the step between two neighbouring units, the product of the strides: the field of one unit is wider "
    "than that."
)
def only_the_step(**numbers: int) -> float:
    """Multiply the strides."""
    step = 1
    for _, stride, _ in _layers(**numbers):
        step *= stride
    return step


@wrong("You multiplied the kernels: fields of stacked layers add up, each layer by its reach minus one.")
def product_of_kernels(**numbers: int) -> float:
    """Multiply the kernels."""
    product = 1
    for kernel, _, _ in _layers(**numbers):
        product *= kernel
    return product


@wrong("You gave the area: the drill asks for the width of the field.")
def area(**numbers: int) -> float:
    """Square it."""
    return answer(**numbers) ** 2


TURNS = (no_strides, own_stride, no_dilation, no_pooling, whole_kernels, only_the_step, product_of_kernels, area)
