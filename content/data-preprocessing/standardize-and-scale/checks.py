"""Checks of the scalers against exact fractions, column by column."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

Array = np.ndarray[Any, Any]


def standard(train: Array, x: Array) -> Array:
    """Standardise with the training columns' exact mean and variance."""
    columns = []
    for seen, new in zip(train.T.tolist(), x.T.tolist(), strict=True):
        values = [Fraction(value) for value in seen]
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / len(values)
        # The root of an exact variance.
        sigma = math.sqrt(variance) if variance else 1.0
        columns.append([float(Fraction(value) - mean) / sigma for value in new])
    return np.array(columns).T.reshape(x.shape)


def ranged(train: Array, x: Array, low: float = 0.0, high: float = 1.0) -> Array:
    """Scale with the training columns' smallest and largest value, exactly."""
    columns = []
    for seen, new in zip(train.T.tolist(), x.T.tolist(), strict=True):
        least, width = Fraction(min(seen)), Fraction(max(seen)) - Fraction(min(seen)) or 1
        span = Fraction(high) - Fraction(low)
        columns.append([float(Fraction(low) + (Fraction(value) - least) / width * span) for value in new])
    return np.array(columns).T.reshape(x.shape)


def draw(trial: Trial, n: int, d: int) -> Array:
    """Draw columns with means and spreads of their own."""
    spread, shift = trial.uniform(d, low=0.5, high=4.0).double().numpy(), trial.array(d, scale=3.0)
    return trial.array(n, d) * spread + shift


def fitted(trial: Trial, name: str, train: Array, *args: float) -> Remote:
    """Make a scaler and fit it; go on with what fit gives."""
    return trial.make(name, *args).make("fit", train)


def apply(trial: Trial, scaler: Remote, x: Array, wanted: Array, what: str, noise: float = 1.0) -> None:
    """Transform and compare; `noise` is by how much the scaling enlarges the rounding of its input."""
    trial.same(scaler.method("transform", x), wanted, what=what, terms=16, scale=max(1.0, noise))


@check
def standardised_columns_have_mean_zero_and_deviation_one(trial: Trial) -> None:
    """On the training data each column is (x − μ)/σ with the biased σ, each column on its own."""
    for n, d in ((2, 1), (5, 3), (3, 5), (20, 4)):
        train = draw(trial, n, d)
        apply(trial, fitted(trial, "Standardizer", train), train, standard(train, train), "the training data", 30.0)


@check
def scaled_columns_fill_the_range(trial: Trial) -> None:
    """On the training data each column runs from low to high, by default from 0 to 1."""
    for n, d, args in ((2, 1, ()), (5, 3, ()), (3, 5, (-1.0, 1.0)), (20, 4, (2.0, 7.0))):
        train = draw(trial, n, d)
        with trial.case(f"low, high = {args or 'as by default'}"):
            scaler = fitted(trial, "MinMaxScaler", train, *args)
            apply(trial, scaler, train, ranged(train, train, *args), "the training data", 30.0)


@check
def new_data_is_scaled_with_the_training_numbers(trial: Trial) -> None:
    """Transform uses what fit learned from the training data, for any number of rows, and learns nothing itself."""
    train = draw(trial, 8, 3)
    both = fitted(trial, "Standardizer", train), fitted(trial, "MinMaxScaler", train)
    for n in (1, 4, 30):
        x = draw(trial, n, 3) * 0.2 + train.mean(axis=0)
        for scaler, way in zip(both, (standard, ranged), strict=True):
            apply(trial, scaler, x, way(train, x), f"{n} new rows", 30.0)


@check
def unseen_values_are_not_clipped(trial: Trial) -> None:
    """Values beyond the training data's land beyond low and high."""
    train = draw(trial, 6, 2)
    x = np.stack([train.max(axis=0) + 10.0, train.min(axis=0) - 10.0])
    apply(trial, fitted(trial, "Standardizer", train), x, standard(train, x), "the standardised rows", 30.0)
    for args in ((), (-1.0, 1.0)):
        apply(trial, fitted(trial, "MinMaxScaler", train, *args), x, ranged(train, x, *args), "the scaled rows", 30.0)


@check
def a_constant_column_is_only_shifted(trial: Trial) -> None:
    """A column without spread in training becomes 0 (or low) there, and unseen values differ by their own distance."""
    for value in (0.0, 3.0, -2.0):
        train, x = draw(trial, 5, 3), draw(trial, 4, 3)
        train[:, 1] = value
        with trial.case(f"a column of {value:g}"):
            for data in (train, x):
                apply(trial, fitted(trial, "Standardizer", train), data, standard(train, data), "the rows", 30.0)
                scaler = fitted(trial, "MinMaxScaler", train, -1.0, 2.0)
                apply(trial, scaler, data, ranged(train, data, -1.0, 2.0), "the rows", 30.0)
    with trial.case("a single training row"):
        train, x = draw(trial, 1, 3), draw(trial, 2, 3)
        apply(trial, fitted(trial, "Standardizer", train), x, standard(train, x), "the rows", 30.0)
        apply(trial, fitted(trial, "MinMaxScaler", train), x, ranged(train, x), "the rows", 30.0)


@check
def rounding_does_not_hide_a_constant_column(trial: Trial) -> None:
    """A constant column of 0.1 is constant, though its computed deviation is not quite zero."""
    for value, n in ((0.1, 10), (0.7, 6), (1e5 / 3, 12), (-0.3, 11)):
        train = draw(trial, n, 2)
        train[:, 0] = value
        x = np.array([[value + 1.0, 0.5], [value, 0.0]])
        with trial.case(f"{n} times {value:g}"):
            for data in (train, x):
                # Down to rounding of the column itself: (x − μ) is not enlarged by a division.
                apply(trial, fitted(trial, "Standardizer", train), data, standard(train, data), "the rows", 30.0)
                apply(trial, fitted(trial, "MinMaxScaler", train), data, ranged(train, data), "the rows", 30.0)


@check
def any_scale_is_scaled(trial: Trial) -> None:
    """Tiny, huge and far-off columns are scaled like any other."""
    for scale, shift in ((1e-9, 0.0), (1e12, 0.0), (1.0, 1e7), (1e-4, -50.0)):
        train, x = (trial.array(n, 2, scale=scale, shift=shift) for n in (9, 4))
        noise = 1.0 + abs(shift) / scale
        with trial.case(f"{shift:g} ± {scale:g}"):
            for data in (train, x):
                # ε·|μ|/σ is what float64 leaves; √16·ε·1024 would forgive the formula E[x²] − E[x]² too much.
                wanted = standard(train, data)
                seen = fitted(trial, "Standardizer", train).method("transform", data)
                trial.same(seen, wanted, what="the standardised rows", scale=3.0, relative=1e-14 * noise + 1e-12)
                apply(trial, fitted(trial, "MinMaxScaler", train), data, ranged(train, data), "the scaled rows", noise)


@check
def the_last_fit_counts(trial: Trial) -> None:
    """Fit gives the object itself; a second fit replaces the first, and two objects have nothing in common."""
    first, second = draw(trial, 6, 2), draw(trial, 4, 2) * 3.0
    for name, way in (("Standardizer", standard), ("MinMaxScaler", ranged)):
        one, other = trial.make(name), fitted(trial, name, first)
        one.make("fit", first)
        one.make("fit", second)
        with trial.case(f"{name}, fitted twice"):
            apply(trial, one, first, way(second, first), "the rows", 30.0)
        with trial.case(f"{name}, another object"):
            apply(trial, other, second, way(first, second), "the rows", 30.0)


@check
def keeps_its_own_numbers(trial: Trial) -> None:
    """The arguments stay as they are, and changing the training array after fit changes nothing."""
    for name, way in (("Standardizer", standard), ("MinMaxScaler", ranged)):
        train, x = draw(trial, 5, 3), draw(trial, 7, 3)
        there, new = trial.place(train), trial.place(x)
        scaler = trial.make(name).make("fit", there)
        trial.same(there.read(), train, what=f"the training data after {name}.fit", relative=0.0)
        there.method("fill", 0.0)
        trial.same(scaler.method("transform", new), way(train, x), what="the rows", terms=16, scale=30.0)
        trial.same(new.read(), x, what=f"the rows after {name}.transform", relative=0.0)
        with trial.case("transposed arrays"):
            apply(trial, fitted(trial, name, train.T), train.T, way(train.T, train.T), "the rows", 30.0)
