"""Checks of the metrics in exact fractions."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
NAMES = ("mae", "mse", "rmse", "r2")


def oracle(y: Array, prediction: Array) -> dict[str, float]:
    """Give all four."""
    truth, guess = ([Fraction(value) for value in array.tolist()] for array in (y, prediction))
    gaps = [one - other for one, other in zip(truth, guess, strict=True)]
    n, mean = len(truth), sum(truth) / len(truth)
    squares, spread = sum(gap**2 for gap in gaps), sum((value - mean) ** 2 for value in truth)
    r2 = 1 - squares / spread if spread else Fraction(not squares)
    mse = squares / n
    return {"mae": float(sum(map(abs, gaps)) / n), "mse": float(mse), "rmse": math.sqrt(mse), "r2": float(r2)}


def compare(trial: Trial, name: str, y: Array, prediction: Array, relative: float = 1e-10) -> None:
    """Compare one metric; 1 - a ratio keeps the digits of the ratio."""
    wanted = oracle(y, prediction)[name]
    seen = trial.call(name, y, prediction)
    trial.require(type(seen) is float, f"{name} must return a Python float.", seen=seen)
    size = abs(1.0 - wanted) + 1.0 if name == "r2" else 0.0
    trial.same(seen, wanted, what=name, relative=relative, scale=size)


def draw(trial: Trial, n: int) -> tuple[Array, Array]:
    """Draw targets and predictions that follow them badly enough."""
    y = trial.array(n, scale=3.0, shift=2.0)
    return y, 0.6 * y + trial.array(n, shift=0.5)


@check
def mae_is_the_mean_distance(trial: Trial) -> None:
    """Mae is the mean of the absolute errors."""
    for n in (1, 9):
        compare(trial, "mae", *draw(trial, n))


@check
def mse_is_the_mean_square(trial: Trial) -> None:
    """Mse is the mean of the squared errors."""
    for n in (1, 9):
        compare(trial, "mse", *draw(trial, n))


@check
def rmse_is_its_root(trial: Trial) -> None:
    """Rmse is the root of the mean of the squares."""
    for n in (1, 9):
        compare(trial, "rmse", *draw(trial, n))


@check
def r2_compares_with_the_mean(trial: Trial) -> None:
    """R2 is 1 for a perfect prediction, 0 for the mean of y, and negative for worse ones."""
    for n in (2, 9):
        y, prediction = draw(trial, n)
        compare(trial, "r2", y, prediction)
        with trial.case("a perfect prediction"):
            compare(trial, "r2", y, y.copy())
        with trial.case("the mean as prediction"):
            compare(trial, "r2", y, np.full(n, y.mean()))
        with trial.case("a prediction worse than the mean"):
            compare(trial, "r2", y, 5.0 - 2.0 * y)


@check
def r2_of_a_constant_target(trial: Trial) -> None:
    """If all of y is equal, r2 is 1.0 where everything is right and 0.0 otherwise, rounding of the mean or not."""
    for value, n in ((0.0, 3), (4.0, 5), (0.1, 10), (0.7, 6), (-0.3, 11), (2.5, 1)):
        y = np.full(n, value)
        with trial.case(f"{n} times {value:g}"):
            compare(trial, "r2", y, y.copy())
            wrong = y.copy()
            wrong[-1] += 0.5
            compare(trial, "r2", y, wrong)


@check
def targets_far_from_zero(trial: Trial) -> None:
    """Targets of 10⁸ ± 1 are measured as exactly as others."""
    y = trial.array(12, shift=1e8)
    prediction = y + trial.array(12, scale=0.3)
    for name in NAMES:
        compare(trial, name, y, prediction, relative=1e-6)


@check
def integers_do_not_wrap_around(trial: Trial) -> None:
    """Integers of any kind are fine: an unsigned 3 - 5 is -2, not 254."""
    for dtype in ("uint8", "int64", "uint32"):
        y, prediction = (trial.integers(9, low=0, high=120).numpy().astype(dtype) for _ in range(2))
        y[:2], prediction[:2] = [100, 3], [2, 120]
        with trial.case(dtype):
            for name in NAMES:
                compare(trial, name, y, prediction)


@check
def single_precision_is_widened(trial: Trial) -> None:
    """float32 inputs are computed in float64: no overflow of squares, and no digits lost in sums."""
    for scale in (1.0, 1e25):
        y, prediction = (trial.array(20, scale=scale, shift=scale).astype("float32") for _ in range(2))
        with trial.case(f"values of about {scale:g}"):
            for name in NAMES:
                compare(trial, name, y, prediction)
    with trial.case("integers against floats"):
        compare(trial, "mse", trial.integers(9, low=0, high=9).numpy(), trial.array(9).astype("float32"))


@check
def shapes_must_agree(trial: Trial) -> None:
    """Arrays of different shapes raise ValueError instead of comparing every pair."""
    unlike = ((4,), (4, 1)), ((4,), (1,)), ((1, 3), (3,))
    for y, prediction in ((trial.array(*one), trial.array(*other)) for one, other in unlike):
        for name in NAMES:
            trial.raises("ValueError", name, y, prediction)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Strided views are fine, and the arguments stay as they are."""
    y, prediction = trial.array(12)[::2], trial.array(6)[::-1]
    for name in NAMES:
        compare(trial, name, y, prediction)
        trial.same(trial.after(name, y, prediction), (y, prediction), what=f"the arguments of {name}", relative=0.0)
