"""Checks of average pooling against sums over lists of pixels, output by output in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, np.dtype[np.float64]]
Sizes = tuple[tuple[int, ...], int, int, int]

TILED: list[Sizes] = [((1, 1, 2, 2), 2, 2, 0), ((2, 3, 4, 6), 2, 2, 0), ((1, 2, 3, 2), 1, 1, 0)]
OVERLAPPING: list[Sizes] = [((1, 1, 3, 4), 2, 1, 0), ((2, 3, 5, 4), 3, 1, 0), ((2, 2, 7, 5), 3, 2, 0)]
WITH_GAPS: list[Sizes] = [((1, 2, 5, 5), 2, 2, 0), ((2, 1, 6, 8), 2, 3, 0), ((1, 2, 4, 5), 1, 3, 0)]
PADDED: list[Sizes] = [
    ((1, 1, 2, 3), 2, 1, 1),
    ((2, 2, 4, 5), 3, 2, 1),
    ((1, 3, 3, 5), 5, 1, 2),
    ((2, 1, 5, 3), 3, 3, 1),
]


def pixels(sizes: Sizes) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """List the pixels of every window."""
    (_, _, h, w), size, stride, padding = sizes
    tops, lefts = (range(-padding, length + padding - size + 1, stride) for length in (h, w))
    return {
        (i, j): [
            (row, column)
            for row in range(h)
            for column in range(w)
            if 0 <= row - top < size and 0 <= column - left < size
        ]
        for i, top in enumerate(tops)
        for j, left in enumerate(lefts)
    }


def forward_oracle(x: Array, sizes: Sizes) -> Array:
    """Average window by window."""
    seen = pixels(sizes)
    rows, columns = max(seen)
    y = np.zeros((*x.shape[:2], rows + 1, columns + 1))
    for n, c, i, j in np.ndindex(y.shape):
        values = [float(x[n, c, row, column]) for row, column in seen[i, j]]
        y[n, c, i, j] = math.fsum(values) / len(values)
    return y


def backward_oracle(dy: Array, sizes: Sizes) -> Array:
    """Collect pixel by pixel what the windows over it have to give."""
    seen, dx = pixels(sizes), np.zeros(sizes[0])
    for n, c, row, column in np.ndindex(dx.shape):
        dx[n, c, row, column] = math.fsum(
            float(dy[n, c, i, j]) / len(inside) for (i, j), inside in seen.items() if (row, column) in inside
        )
    return dx


def given(sizes: Sizes) -> tuple[int, ...]:
    """Give size and stride, and the padding where there is one."""
    return sizes[1:] if sizes[3] else sizes[1:3]


def forward(trial: Trial, all_sizes: list[Sizes]) -> None:
    """Compare averages; entries that no window reaches are huge, so that they would show."""
    for sizes in all_sizes:
        x = trial.array(*sizes[0], shift=1.0)
        reached = {place for inside in pixels(sizes).values() for place in inside}
        for row, column in np.ndindex(x.shape[2:]):
            if (row, column) not in reached:
                x[:, :, row, column] = 100.0
        with trial.case(f"x {x.shape}, size {sizes[1]}, stride {sizes[2]}, padding {sizes[3]}"):
            seen = trial.call("average_pool", x, *given(sizes))
            trial.same(seen, forward_oracle(x, sizes), what="y", scale=3.0, terms=25)


def backward(trial: Trial, all_sizes: list[Sizes]) -> None:
    """Compare gradients."""
    for sizes in all_sizes:
        last = max(pixels(sizes))
        dy = trial.array(*sizes[0][:2], last[0] + 1, last[1] + 1)
        with trial.case(f"x {sizes[0]}, size {sizes[1]}, stride {sizes[2]}, padding {sizes[3]}"):
            seen = trial.call("average_pool_backward", dy, sizes[0], *given(sizes))
            trial.same(seen, backward_oracle(dy, sizes), what="dx", scale=3.0, terms=25)


@check
def averages_each_window(trial: Trial) -> None:
    """Without padding each output is the mean of its window, for any size and stride."""
    forward(trial, [*TILED, *OVERLAPPING, *WITH_GAPS])


@check
def the_padding_is_not_counted(trial: Trial) -> None:
    """Places outside of the image count neither in the sum nor in the number that it is divided by."""
    forward(trial, PADDED)
    for sizes in PADDED:
        ones = np.ones(sizes[0])
        with trial.case("an image of ones"):
            trial.same(
                trial.call("average_pool", ones, *given(sizes)), forward_oracle(ones, sizes), what="y", scale=1.0
            )


@check
def every_pixel_of_a_window_gets_its_share(trial: Trial) -> None:
    """Backward spreads a window's gradient evenly over its pixels."""
    backward(trial, TILED)


@check
def overlapping_windows_add_up(trial: Trial) -> None:
    """A pixel collects the gradients of all windows over it; one that no window reaches gets 0."""
    backward(trial, [*OVERLAPPING, *WITH_GAPS])


@check
def cut_windows_give_larger_shares(trial: Trial) -> None:
    """At a padded border the gradient is shared by the pixels that the window really has."""
    backward(trial, PADDED)


@check
def global_pooling_gives_one_number_per_map(trial: Trial) -> None:
    """The global average is taken over height and width, for maps of any size, one pixel included."""
    for shape in ((1, 1, 2, 2), (2, 3, 4, 3), (3, 1, 1, 5), (2, 4, 1, 1)):
        x = trial.array(*shape, shift=1.0)
        wanted = np.array(
            [[math.fsum(x[n, c].ravel().tolist()) / x[n, c].size for c in range(shape[1])] for n in range(shape[0])]
        )
        with trial.case(f"x {shape}"):
            trial.same(trial.call("global_average_pool", x), wanted, what="y", scale=3.0, terms=12)


@check
def global_pooling_spreads_its_gradient(trial: Trial) -> None:
    """Every pixel of a map gets the map's gradient divided by h·w, in a new array."""
    for shape in ((1, 1, 2, 2), (2, 3, 4, 3), (3, 1, 1, 5), (2, 4, 1, 1)):
        dy, wanted = trial.array(*shape[:2]), np.zeros(shape)
        for n, c, row, column in np.ndindex(shape):
            wanted[n, c, row, column] = float(dy[n, c]) / (shape[2] * shape[3])
        with trial.case(f"x {shape}"):
            trial.same(trial.call("global_average_pool_backward", dy, shape), wanted, what="dx", scale=1.0)
    held = trial.make("global_average_pool_backward", trial.array(2, 2), (2, 2, 3, 3))
    trial.require(
        held.read("flags.writeable") is True,
        "The gradient cannot be written to: it is a view from broadcast_to; make an array of it.",
    )


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Arguments stay as they are, and transposed arrays will do."""
    sizes: Sizes = ((2, 3, 4, 6), 3, 2, 1)
    x, dy, flat = (trial.array(*reversed(shape)).T for shape in ((2, 3, 4, 6), (2, 3, 2, 3), (2, 3)))
    trial.same(trial.call("average_pool", x, 3, 2, 1), forward_oracle(x, sizes), what="y", scale=3.0)
    trial.same(
        trial.call("average_pool_backward", dy, x.shape, 3, 2, 1), backward_oracle(dy, sizes), what="dx", scale=3.0
    )
    for name, arguments in (
        ("average_pool", (x, 3, 2, 1)),
        ("average_pool_backward", (dy, x.shape, 3, 2, 1)),
        ("global_average_pool", (x,)),
        ("global_average_pool_backward", (flat, x.shape)),
    ):
        after = trial.after(name, *arguments)
        trial.same(after[0], arguments[0], what=f"the first argument after {name}", relative=0.0)
