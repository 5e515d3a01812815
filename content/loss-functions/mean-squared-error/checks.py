"""Checks of the squared error against sums in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
SHAPES: list[tuple[int, ...]] = [(1,), (3,), (2, 3), (3, 1), (2, 3, 4), (1, 5)]
UNEQUAL: list[tuple[tuple[int, ...], tuple[int, ...]]] = [  # half-hearted comparisons fail at different ones
    ((1, 3), (2, 3)),
    ((2, 1), (2, 3)),
    ((3, 1), (3,)),
    ((4,), (4, 1)),
    ((2, 3), (3,)),
    ((2, 3), (3, 2)),
    ((3,), (1,)),
]


def oracle(pred: Array, target: Array, reduction: str) -> tuple[Any, Array]:
    """Go through the pairs of entries, one after the other."""
    pairs = list(zip(map(float, pred.ravel().tolist()), map(float, target.ravel().tolist()), strict=True))
    losses = [(p - t) * (p - t) for p, t in pairs]
    share = 1 / len(pairs) if reduction == "mean" else 1.0
    grad = np.array([2 * (p - t) * share for p, t in pairs], dtype=np.float64).reshape(pred.shape)
    if reduction == "none":
        return np.array(losses, dtype=np.float64).reshape(pred.shape), grad
    return math.fsum(losses) * share, grad


def compare(trial: Trial, pred: Array, target: Array, reduction: str | None) -> None:
    """Compare loss and gradient; no reduction named means the default."""
    named = {} if reduction is None else {"reduction": reduction}
    seen = trial.call("mse", pred, target, **named)
    loss, grad = oracle(pred, target, reduction or "mean")
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2, "mse must return two things: loss and grad.", seen=seen
    )
    # Everything is float64; 1e-12 leaves room for any order of summation of a few dozen terms of one sign.
    trial.same(seen[0], loss, what="the loss", relative=1e-12)
    trial.same(seen[1], grad, what="the gradient", scale=float(np.abs(grad).max()))


def pair(trial: Trial, *shape: int) -> tuple[Array, Array]:
    """Draw predictions and targets."""
    return trial.array(*shape, scale=2.0), trial.array(*shape, scale=2.0)


@check
def the_mean_is_right(trial: Trial) -> None:
    """By default: the mean over all entries, and its gradient."""
    for shape in SHAPES:
        compare(trial, *pair(trial, *shape), None)


@check
def the_sum_is_right(trial: Trial) -> None:
    """reduction="sum": the sum of all entries, and its gradient."""
    for shape in SHAPES:
        compare(trial, *pair(trial, *shape), "sum")


@check
def no_reduction_is_right(trial: Trial) -> None:
    """reduction="none": one loss and one derivative per entry."""
    for shape in SHAPES:
        compare(trial, *pair(trial, *shape), "none")


@check
def unequal_shapes_are_refused(trial: Trial) -> None:
    """(n, 1) against (n,), and everything else that differs in shape, raises ValueError."""
    for one, other in UNEQUAL:
        for reduction in ("mean", "sum", "none"):
            with trial.case(f"{one} against {other}, reduction {reduction}"):
                trial.raises("ValueError", "mse", trial.array(*one), trial.array(*other), reduction)


@check
def unknown_reductions_are_refused(trial: Trial) -> None:
    """A reduction of another name raises ValueError."""
    for name in ("average", "MEAN", ""):
        trial.raises("ValueError", "mse", *pair(trial, 2, 3), name)


@check
def whole_numbers_do_not_wrap_around(trial: Trial) -> None:
    """uint8 pixels and int64 counts are compared as float64."""
    pred = trial.integers(3, 4, low=0, high=256).numpy().astype(np.uint8)
    target = trial.integers(3, 4, low=0, high=256).numpy().astype(np.uint8)
    pred[0, 0], target[0, 0] = 3, 5
    for reduction in ("mean", "sum", "none"):
        compare(trial, pred, target, reduction)
        compare(trial, pred.astype(np.int64), target.astype(np.int64), reduction)
    compare(trial, trial.array(3, 4), target, "mean")


@check
def single_precision_is_widened(trial: Trial) -> None:
    """float32 entries are subtracted and squared in float64."""
    pred, target = (trial.array(5, 3, dtype="float32") for _ in range(2))
    for reduction in ("mean", "sum", "none"):
        compare(trial, pred, target, reduction)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Strided arrays are fine, and neither pred nor target is changed."""
    pred, target = trial.array(4, 6).T[::2], trial.array(3, 4)
    for reduction in ("mean", "sum", "none"):
        compare(trial, pred, target, reduction)
        after = trial.after("mse", pred, target, reduction)
        trial.same(after[:2], (pred, target), what="the arguments after the call", relative=0.0)
