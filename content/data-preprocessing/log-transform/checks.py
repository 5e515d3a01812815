"""Checks of the log transform: moments in extended precision, logarithms by series where the argument is tiny."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

Array = np.ndarray[Any, Any]


def skews(x: Array) -> Array:
    """Give the skewness of each column in extended precision, value by value."""
    found = []
    for column in x.T.astype(np.longdouble):
        mean = sum(column) / len(column)
        second, third = (sum((value - mean) ** k for value in column) / len(column) for k in (2, 3))
        found.append(float(third / second**1.5) if len(set(column.tolist())) > 1 else 0.0)
    return np.array(found)


def chosen(train: Array, threshold: float) -> Array:
    """Choose the columns."""
    return np.array([min(column) >= 0 and skew > threshold for column, skew in zip(train.T, skews(train), strict=True)])


def mapped(x: Array, columns: Array, function: Any) -> Array:
    """Apply a function of one number to the chosen columns."""
    rows = [[function(v) if pick else v for v, pick in zip(row, columns.tolist(), strict=True)] for row in x.tolist()]
    return np.array(rows).reshape(x.shape)


def mixed(trial: Trial, n: int, threshold: float = 1.0) -> Array:
    """Draw five columns, clearly skewed or not: long tail, even, long tail but negative, left tail, long tail."""
    while True:
        tails = np.exp(trial.array(n, 2, scale=1.5))
        even = trial.uniform(n, 1, low=0.0, high=9.0).double().numpy()
        negative = np.exp(trial.array(n, 1, scale=1.5)) - 1.0
        left = 40.0 - np.minimum(np.exp(trial.array(n, 1, scale=1.2)), 39.0)
        x = np.concatenate([tails[:, :1], even, negative, left, tails[:, 1:]], axis=1)
        found, clear = skews(x), 0.1
        right = found[0] > threshold + clear and found[4] > threshold + clear and found[2] > threshold + clear
        if right and found[1] < threshold - clear and found[3] < -threshold - clear and x[:, 2].min() < 0:
            return x


def fitted(trial: Trial, train: Any, *args: float) -> Remote:
    """Make a transform and fit it; go on with what fit gives."""
    return trial.make("LogTransform", *args).make("fit", train)


@check
def skewness_is_a_ratio_of_moments(trial: Trial) -> None:
    """Skewness is m3 over m2 to the power of 3/2, column by column, with biased moments."""
    for n, d in ((2, 1), (5, 3), (9, 4)):
        x = np.exp(trial.array(n, d)) * trial.size(1, 50)
        trial.same(trial.call("skewness", x), skews(x), what="the skewness", relative=1e-10, scale=1.0)
    with trial.case("a long left tail"):
        x = -np.exp(trial.array(9, 2))
        trial.same(trial.call("skewness", x), skews(x), what="the skewness", relative=1e-10, scale=1.0)


@check
def far_off_and_small_columns_are_measured(trial: Trial) -> None:
    """Columns far from zero, and of small or large spread, are measured as exactly as others."""
    for spread, shift in ((1.0, 1e5), (1e-6, 0.0), (1e6, 0.0), (1e-3, -40.0)):
        x = np.exp(trial.array(9, 2)) * spread + shift
        with trial.case(f"{shift:g} plus a spread of {spread:g}"):
            trial.same(trial.call("skewness", x), skews(x), what="the skewness", relative=1e-8, scale=1.0)


@check
def a_constant_column_is_not_skewed(trial: Trial) -> None:
    """A column of equal values has skewness 0, also where its mean is rounded."""
    for value, n in ((0.0, 4), (3.0, 5), (0.1, 10), (0.7, 6), (1e5 / 3, 12), (2.5, 1)):
        x = np.exp(trial.array(n, 3))
        x[:, 1] = value
        with trial.case(f"{n} times {value:g}"):
            trial.same(trial.call("skewness", x), skews(x), what="the skewness", relative=1e-10, scale=1.0)


@check
def chooses_by_the_training_data(trial: Trial) -> None:
    """Fit chooses the columns without negative values whose skewness is above the threshold."""
    for n, args in ((30, ()), (40, (0.5,)), (40, (1.5,))):
        train = mixed(trial, n, *args)
        with trial.case(f"threshold {args or 'as by default'}"):
            transform = fitted(trial, train, *args)
            trial.same(transform.read("columns"), chosen(train, *(args or (1.0,))), what="columns")
    # Zeros with 2 or 4 equal values among 12 have the skewness 1.79 or 0.71.
    train = np.zeros((12, 3))
    train[:2, 0], train[:, 1], train[:4, 2] = trial.dice.uniform(1.0, 9.0), 2.0, trial.dice.uniform(1.0, 9.0)
    for args, wanted in (((), [True, False, False]), ((0.5,), [True, False, True]), ((2.0,), [False] * 3)):
        with trial.case(f"many zeros, threshold {args or 'as by default'}"):
            trial.same(fitted(trial, train, *args).read("columns"), np.array(wanted), what="columns")


@check
def transforms_the_chosen_columns(trial: Trial) -> None:
    """Transform takes log(1 + x) of the chosen columns, 0 included, and leaves the others."""
    train = mixed(trial, 30)
    train[0, 0] = 0.0
    columns = chosen(train, 1.0)
    transform = fitted(trial, train)
    seen = transform.method("transform", train)
    trial.same(seen, mapped(train, columns, math.log1p), what="the transformed rows", relative=1e-12)


@check
def new_data_changes_no_choice(trial: Trial) -> None:
    """New data is transformed by the choice made in fit, however it is spread, one row included."""
    train = mixed(trial, 30)
    columns, transform = chosen(train, 1.0), fitted(trial, train)
    for n in (1, 4, 30):
        x = trial.uniform(n, 5, low=0.0, high=5.0).double().numpy()
        x[:, 3] = np.exp(trial.array(n, scale=2.0))  # skewed here, though it was not in training
        seen = transform.method("transform", x)
        trial.same(seen, mapped(x, columns, math.log1p), what=f"{n} new rows", relative=1e-12)


@check
def the_inverse_goes_back(trial: Trial) -> None:
    """Inverse takes exp(z) - 1 of the chosen columns, for any z."""
    train = mixed(trial, 30)
    columns, transform = chosen(train, 1.0), fitted(trial, train)
    z = trial.array(6, 5, scale=2.0)
    seen = transform.method("inverse", z)
    trial.same(seen, mapped(z, columns, math.expm1), what="what inverse gives", relative=1e-12)
    back = transform.method("inverse", transform.method("transform", train))
    trial.same(back, train, what="the training data, there and back", relative=1e-9)


@check
def tiny_values_keep_their_digits(trial: Trial) -> None:
    """For values of 1e-18 to 1e-6 both directions keep their relative accuracy."""
    train = mixed(trial, 30)
    transform = fitted(trial, train)
    x = np.zeros((8, 5))
    x[:, 0] = 10.0 ** trial.uniform(8, low=-18.0, high=-6.0).double().numpy()
    # Compared number by number, so that the largest does not set the scale: log(1 + x) = x - x²/2 + x³/3.
    forth, back = transform.method("transform", x), transform.method("inverse", x)
    for name, seen, sign in (("transform", forth, -1.0), ("inverse", back, 1.0)):
        trial.require(
            isinstance(seen, np.ndarray) and seen.shape == x.shape,
            f"{name} must give an array of the shape of its argument.",
            seen=seen,
        )
        for value, got in zip(x[:, 0].tolist(), seen[:, 0].tolist(), strict=True):
            wanted = value + sign * value**2 / 2 + (1 / 3 if sign < 0 else 1 / 6) * value**3
            trial.same(got, wanted, what=f"{name} of {value:.3g}", relative=1e-12)


@check
def a_negative_value_is_refused(trial: Trial) -> None:
    """A negative value in a chosen column raises ValueError; in another column it is fine."""
    train = mixed(trial, 30)
    columns, transform = chosen(train, 1.0), fitted(trial, train)
    x = np.abs(trial.array(4, 5))
    x[2, 1] = -3.0
    seen = transform.method("transform", x)
    trial.same(seen, mapped(x, columns, math.log1p), what="rows with a negative value elsewhere", relative=1e-12)
    for value in (-0.25, -1.0, -7.0):
        x[1, 4] = value
        with trial.case(f"{value:g} in a chosen column"):
            trial.raises("ValueError", transform.read("transform"), x)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """The arguments stay, the last fit counts, and neither results nor later changes of the data are tied to them."""
    train, other = mixed(trial, 30), mixed(trial, 30)[:, ::-1]
    there = trial.place(train)
    transform = fitted(trial, there)
    trial.same(there.read(), train, what="the training data after fit", relative=0.0)
    there.method("fill", 0.0)
    x = trial.place(np.abs(trial.array(3, 5)))
    before = x.read()
    for name, function in (("transform", math.log1p), ("inverse", math.expm1)):
        result = transform.make(name, x)
        trial.same(result.read(), mapped(before, chosen(train, 1.0), function), what=name, relative=1e-12)
        result.method("fill", -1.0)
        trial.same(x.read(), before, what=f"the argument of {name} afterwards", relative=0.0)
    with trial.case("fitted again, on a view with negative strides"):
        again = transform.make("fit", other)
        trial.same(again.read("columns"), chosen(other, 1.0), what="columns")
