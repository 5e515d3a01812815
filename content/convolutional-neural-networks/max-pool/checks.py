"""Checks of max pooling against a search through every window in Python floats."""

from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.wire import Handle

Array = np.ndarray[Any, np.dtype[np.float64]]

TILED = [((1, 1, 2, 2), 2, 2), ((2, 3, 4, 6), 2, 2), ((3, 2, 6, 3), 3, 3), ((2, 2, 3, 2), 1, 1)]
OVERLAPPING = [((1, 1, 3, 3), 2, 1), ((2, 3, 5, 4), 3, 1), ((2, 2, 7, 5), 3, 2)]
WITH_GAPS = [((1, 2, 5, 5), 2, 2), ((2, 1, 6, 8), 2, 3), ((2, 3, 7, 4), 3, 3), ((1, 2, 4, 5), 1, 3)]


def oracle(x: Array, size: int, stride: int, dy: Array | None = None) -> tuple[Array, Array]:
    """Give y, and dx for a gradient of ones where none is given."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, len(range(0, h - size + 1, stride)), len(range(0, w - size + 1, stride))))
    dx = np.zeros(x.shape)
    for at in np.ndindex(y.shape):
        places = [(at[2] * stride + a, at[3] * stride + b) for a in range(size) for b in range(size)]
        values = [float(x[at[0], at[1], row, column]) for row, column in places]
        y[at] = max(values)
        row, column = places[values.index(max(values))]  # index finds the first
        dx[at[0], at[1], row, column] += 1.0 if dy is None else float(dy[at])
    return y, dx


def run_forward(trial: Trial, x: Any, size: int, stride: int) -> tuple[Any, Handle]:
    """Call forward; give y, and the cache as something that stays over there whatever its kind."""
    pair = trial.call("forward", x, size, stride, random=True)  # what a cache looks like is not behaviour
    trial.require(
        isinstance(pair, tuple | list) and len(pair) == 2,
        "forward must return two things: y and the cache.",
        seen=pair,
    )
    trial.note(pair[0])
    held = trial.make("forward", x, size, stride)
    body = {"target": held.handle, "method": "__getitem__", "args": [1], "kwargs": {}}
    return pair[0], trial._ask("make", body, keep=False)  # noqa: SLF001  Trial.make takes names only


def both(trial: Trial, x: Array, size: int, stride: int) -> None:
    """Run forward and backward and compare both."""
    y, cache = run_forward(trial, x, size, stride)
    wanted, _ = oracle(x, size, stride)
    with trial.case(f"x {x.shape}, size {size}, stride {stride}"):
        trial.same(y, wanted, what="y", relative=0.0)  # a maximum is not rounded
        dy = trial.array(*wanted.shape)
        # Where windows overlap an entry adds up at most size² gradients.
        expected = oracle(x, size, stride, dy)[1]
        trial.same(trial.call("backward", dy, cache), expected, what="dx", terms=size * size, scale=1.0)


@check
def forward_takes_the_maximum(trial: Trial) -> None:
    """Each output is the largest entry of its window, for any size and stride."""
    for shape, size, stride in (*TILED, *OVERLAPPING, *WITH_GAPS):
        x = trial.array(*shape)
        y, _ = run_forward(trial, x, size, stride)
        with trial.case(f"x {shape}, size {size}, stride {stride}"):
            trial.same(y, oracle(x, size, stride)[0], what="y", relative=0.0)


@check
def the_maximum_gets_the_gradient(trial: Trial) -> None:
    """Backward gives each window's gradient to its maximum and 0 to the rest."""
    for shape, size, stride in TILED:
        both(trial, trial.array(*shape), size, stride)


@check
def overlapping_windows_add_up(trial: Trial) -> None:
    """With stride < size an entry collects the gradients of all windows whose maximum it is."""
    for shape, size, stride in OVERLAPPING:
        x = trial.array(*shape)
        x[:, :, shape[2] // 2, shape[3] // 2] = 9.0  # the maximum of several windows
        both(trial, x, size, stride)


@check
def entries_that_no_window_reaches_get_zero(trial: Trial) -> None:
    """Left-over rows and columns, and those between windows, have no say and no gradient."""
    for shape, size, stride in WITH_GAPS:
        x = trial.array(*shape)
        x[:, :, -1, :] += 5.0
        both(trial, x, size, stride)


@check
def ties_go_to_the_first(trial: Trial) -> None:
    """Among equal maxima the first in reading order gets all of the gradient."""
    for shape, size, stride in (((1, 1, 2, 2), 2, 2), ((2, 3, 4, 6), 2, 2), ((2, 2, 5, 5), 3, 1)):
        both(trial, np.zeros(shape), size, stride)
        both(trial, trial.integers(*shape, low=0, high=2).double().numpy(), size, stride)
    with trial.case("the top right and the bottom left are equal"):
        both(trial, np.array([[[[0.0, 1.0], [1.0, 0.0]]]]), 2, 2)


@check
def negative_entries_have_a_maximum(trial: Trial) -> None:
    """Where all entries are negative, so is the maximum."""
    for shape, size, stride in (TILED[1], OVERLAPPING[2], WITH_GAPS[0]):
        both(trial, -1.0 - np.abs(trial.array(*shape)), size, stride)


@check
def each_cache_belongs_to_its_call(trial: Trial) -> None:
    """A later forward does not disturb an earlier cache, and one cache serves two backward calls."""
    xs = [trial.array(2, 2, 4, 4) for _ in range(2)]
    caches = [run_forward(trial, x, 2, 2)[1] for x in xs]
    for label, which in (("the earlier call", 0), ("the later call", 1), ("the earlier call again", 0)):
        dy = trial.array(2, 2, 2, 2)
        with trial.case(label):
            seen = trial.call("backward", dy, caches[which])
            trial.same(seen, oracle(xs[which], 2, 2, dy)[1], what="dx", scale=1.0)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Neither x nor dy changes, and transposed arrays will do."""
    x, dy = trial.array(4, 6, 3, 2).transpose(3, 2, 1, 0), trial.array(2, 3, 3, 2)
    there, gradient = trial.place(x), trial.place(dy)
    y, cache = run_forward(trial, there, 2, 2)
    trial.same(y, oracle(x, 2, 2)[0], what="y", relative=0.0)
    trial.same(trial.call("backward", gradient, cache), oracle(x, 2, 2, dy)[1], what="dx", scale=1.0)
    trial.same(there.read(), x, what="x after both calls", relative=0.0)
    trial.same(gradient.read(), dy, what="dy after both calls", relative=0.0)
