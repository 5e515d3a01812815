"""Checks of the linear layer against sums over every index, written out in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.wire import Handle

Array = np.ndarray[Any, np.dtype[np.float64]]

SHAPES = [((1,), 1, 1), ((2,), 3, 3), ((3,), 2, 4), ((5,), 4, 3)]  # leading, n_in, n_out: one square, small first
ANY_LEADING = [((), 3, 2), ((1,), 2, 3), ((2, 3), 3, 3), ((3, 2), 4, 2), ((2, 1, 3), 2, 5)]


def draw(trial: Trial, leading: tuple[int, ...], n_in: int, n_out: int) -> tuple[Array, Array, Array, Array]:
    """Draw x, w, b and dy."""
    return (
        trial.array(*leading, n_in),
        trial.array(n_out, n_in),
        trial.array(n_out),
        trial.array(*leading, n_out),
    )


def forwards(x: Array, w: Array, b: Array) -> Array:
    """y_o = Σ_i w_oi x_i + b_o, position by position."""
    y = [
        [math.fsum([*(float(w[o, i]) * row[i] for i in range(len(row))), float(b[o])]) for o in range(len(b))]
        for row in rows_of(x)
    ]
    return np.array(y).reshape(*x.shape[:-1], len(b))


def backwards(x: Array, w: Array, dy: Array) -> tuple[Array, Array, Array]:
    """Sum, for each entry of x, w and b, over every place where it was used."""
    xs, dys = rows_of(x), rows_of(dy)
    outs, ins, count = range(w.shape[0]), range(w.shape[1]), range(len(xs))
    dx = [[math.fsum(dys[r][o] * float(w[o, i]) for o in outs) for i in ins] for r in count]
    dw = [[math.fsum(dys[r][o] * xs[r][i] for r in count) for i in ins] for o in outs]
    db = [math.fsum(dys[r][o] for r in count) for o in outs]
    return np.array(dx).reshape(x.shape), np.array(dw), np.array(db)


def rows_of(array: Array) -> list[list[float]]:
    """List the positions, each with its entries."""
    rows: list[list[float]] = array.reshape(-1, array.shape[-1]).tolist()
    return rows


def run_forward(trial: Trial, x: Any, w: Any, b: Any) -> tuple[Any, Handle]:
    """Call forward; give y, and the cache as something that stays over there whatever its kind."""
    # What a cache looks like is not behaviour: two right answers may keep different things, so only y is noted.
    pair = trial.call("forward", x, w, b, random=True)
    trial.require(
        isinstance(pair, tuple | list) and len(pair) == 2,
        "forward must return two things: y and the cache.",
        seen=pair,
    )
    trial.note(pair[0])
    held = trial.make("forward", x, w, b)
    # A cache that travelled here and back would lose its class (a named tuple comes back as a tuple).
    body = {"target": held.handle, "method": "__getitem__", "args": [1], "kwargs": {}}
    cache = trial._ask("make", body, keep=False)  # noqa: SLF001  Trial.make takes names only
    return pair[0], cache


def run_backward(trial: Trial, dy: Any, cache: Handle) -> tuple[Any, Any, Any]:
    """Call backward and give its three gradients."""
    found = trial.call("backward", dy, cache)
    trial.require(
        isinstance(found, tuple | list) and len(found) == 3,
        "backward must return three things: dx, dw and db.",
        seen=found,
    )
    return found[0], found[1], found[2]


def one_gradient(trial: Trial, which: int) -> None:
    """Compare dx, dw or db for two-dimensional inputs."""
    name = ("dx", "dw", "db")[which]
    for leading, n_in, n_out in SHAPES:
        x, w, b, dy = draw(trial, leading, n_in, n_out)
        _, cache = run_forward(trial, x, w, b)
        seen = run_backward(trial, dy, cache)[which]
        trial.same(seen, backwards(x, w, dy)[which], what=name, terms=n_in + n_out + x.shape[0], scale=1.0)


def all_gradients(trial: Trial, seen: tuple[Any, Any, Any], x: Array, w: Array, dy: Array) -> None:
    """Compare dx, dw and db."""
    for name, got, want in zip(("dx", "dw", "db"), seen, backwards(x, w, dy), strict=True):
        trial.same(got, want, what=name, terms=30, scale=1.0)


@check
def forward_is_the_affine_map(trial: Trial) -> None:
    """The output is x·Wᵀ + b, with w of shape (n_out, n_in)."""
    for leading, n_in, n_out in SHAPES:
        x, w, b, _ = draw(trial, leading, n_in, n_out)
        y, _ = run_forward(trial, x, w, b)
        trial.same(y, forwards(x, w, b), what="y", terms=n_in + 1, scale=1.0)


@check
def dx_is_right(trial: Trial) -> None:
    """The gradient dx has the shape of x, and each entry sums over the outputs."""
    one_gradient(trial, 0)


@check
def dw_is_right(trial: Trial) -> None:
    """The gradient dw has the shape of w, (n_out, n_in), and each entry sums over the batch."""
    one_gradient(trial, 1)


@check
def db_is_right(trial: Trial) -> None:
    """The gradient db has the shape of b, and each entry sums over the batch."""
    one_gradient(trial, 2)


@check
def takes_any_leading_dimensions(trial: Trial) -> None:
    """Forward and backward work for x of shape (n_in,), (B, n_in), (B, T, n_in) and more."""
    for leading, n_in, n_out in ANY_LEADING:
        x, w, b, dy = draw(trial, leading, n_in, n_out)
        with trial.case(f"x of shape {x.shape}"):
            y, cache = run_forward(trial, x, w, b)
            trial.same(y, forwards(x, w, b), what="y", terms=n_in + 1, scale=1.0)
            all_gradients(trial, run_backward(trial, dy, cache), x, w, dy)


@check
def each_cache_belongs_to_its_call(trial: Trial) -> None:
    """A later forward does not disturb an earlier cache, and one cache serves two backward calls."""
    first, second = draw(trial, (2,), 3, 2), draw(trial, (2,), 3, 2)
    _, first_cache = run_forward(trial, *first[:3])
    _, second_cache = run_forward(trial, *second[:3])
    for label, (x, w, _, dy), cache in (
        ("the cache of the earlier of two forward calls", first, first_cache),
        ("the cache of the later of two forward calls", second, second_cache),
        ("a second backward with the same cache", first, first_cache),
    ):
        with trial.case(label):
            all_gradients(trial, run_backward(trial, dy, cache), x, w, dy)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous arrays are fine."""
    x, dy = trial.array(3, 2, 4).transpose(1, 2, 0), trial.array(2, 2, 4).transpose(1, 2, 0)  # (2, 4, 3), (2, 4, 2)
    w, b = trial.array(3, 2).T, trial.array(4)[::2]
    y, cache = run_forward(trial, x, w, b)
    trial.same(y, forwards(x, w, b), what="y", terms=4, scale=1.0)
    all_gradients(trial, run_backward(trial, dy, cache), x, w, dy)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Neither forward nor backward changes x, w, b or dy."""
    arrays = dict(zip(("x", "w", "b", "dy"), draw(trial, (2, 2), 3, 2), strict=True))
    placed = {name: trial.place(array) for name, array in arrays.items()}
    _, cache = run_forward(trial, placed["x"], placed["w"], placed["b"])
    run_backward(trial, placed["dy"].handle, cache)
    for name, before in arrays.items():
        trial.same(placed[name].read(), before, what=f"{name} after forward and backward", relative=0.0)
