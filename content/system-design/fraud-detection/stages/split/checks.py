"""Tables of a world, with indices worked out row by row."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check


def some(trial: Trial, rows: int) -> data.Table:
    """Draw some rows of a world, in no order, with their days moved."""
    table = data.visible(trial.dice.randrange(4))
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    table = data.rows_of(table, draw.choice(len(table["day"]), rows, replace=False))
    moved = trial.size(0, 50)
    return table | {"day": table["day"] + moved, "label_day": table["label_day"] + moved}


def indices(trial: Trial, seen: object, rows: int, what: str) -> np.ndarray:
    """Demand distinct row indices."""
    trial.require(
        isinstance(seen, np.ndarray) and seen.ndim == 1 and seen.dtype.kind in "iu",
        f"{what} must be an array of row indices.",
        seen=seen,
    )
    fit = len(seen) > 0 and seen.min() >= 0 and seen.max() < rows and len(set(seen.tolist())) == len(seen)
    trial.require(fit, f"{what} must be distinct indices from 0 to {rows - 1}, at least one.")
    return seen


@check
def keeps_first_tries(trial: Trial) -> None:
    """Second tries of a payment are left out, and nothing else."""
    table = data.visible(trial.dice.randrange(4))
    customers = np.isin(table["customer"], np.arange(60) + trial.size(0, 3000))
    table = data.rows_of(table, customers)
    keep = []
    minute = table["day"] * 1440.0 + table["hour"] * 60.0
    for row in range(len(minute)):
        same = (table["customer"] == table["customer"][row]) & (table["merchant_kind"] == table["merchant_kind"][row])
        before = same & (table["amount"] == table["amount"][row]) & (minute < minute[row] - 1e-9)
        if not (before & (minute >= minute[row] - 3.0 - 1e-6)).any():
            keep.append(row)
    trial.same(trial.call("first_tries", table), np.array(keep, dtype=np.int64), what="the rows kept")


@check
def validates_on_later_days(trial: Trial) -> None:
    """Validation is exactly the last days, and no row of training lies in them or after."""
    for rows, days in ((300, 7), (6000, 14)):
        table = some(trial, rows)
        begins = table["day"].max() - days + 1
        seen = trial.call("split", table, days, random=True)
        trial.require(isinstance(seen, tuple | list) and len(seen) == 2, "split must give two arrays of row indices.")
        train, validation = (
            indices(trial, one, rows, what) for one, what in zip(seen, ("Training", "Validation"), strict=True)
        )
        last = bool((np.sort(validation) == np.arange(rows - len(validation), rows)).all())
        shared = bool(np.isin(table["customer"][train], table["customer"][validation]).any())
        trial.note([bool((table["day"][train] < begins).all()), last, shared])
        trial.require(
            bool((table["day"][train] < begins).all()),
            "Training holds rows of the days that are validated on: in production they are still to come.",
        )
        expected = np.flatnonzero(table["day"] >= begins)
        trial.require(
            np.array_equal(np.sort(validation), expected),
            f"Validation must be all rows of the last {days} days and no others.",
        )


@check
def trains_on_final_labels(trial: Trial) -> None:
    """Training is every earlier row whose label was final when the validation began."""
    for rows, days in ((300, 7), (6000, 14)):
        table = some(trial, rows)
        begins = table["day"].max() - days + 1
        seen = trial.call("split", table, days, random=True)
        trial.require(isinstance(seen, tuple | list) and len(seen) == 2, "split must give two arrays of row indices.")
        train = indices(trial, seen[0], rows, "Training")
        known = bool((table["label_day"][train] <= begins).all())
        expected = np.flatnonzero((table["day"] < begins) & (table["label_day"] <= begins))
        trial.note([known, bool(np.isin(expected, train).all()), bool((table["day"][train] < begins).all())])
        trial.require(known, "Training holds rows whose label was not final yet when the validation began.")
        trial.require(np.array_equal(np.sort(train), expected), "Training leaves out rows that it may use.")


@check
def standardises_by_training_rows(trial: Trial) -> None:
    """Mean and spread come from the training rows alone, and a constant column does no harm."""
    for rows in (12, 200):
        x = trial.array(rows, 4, scale=3.0, shift=5.0)
        x[rows // 2 :] += 4.0  # later days are different
        train = np.array(sorted(trial.dice.sample(range(rows // 2), rows // 3)), dtype=np.int64)
        x[:, 3] = 2.0
        expected = np.zeros_like(x)
        for column in range(3):
            values = [float(x[row, column]) for row in train]
            mean = sum(values) / len(values)
            spread = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
            expected[:, column] = (x[:, column] - mean) / spread
        trial.same(trial.call("standardise", x, train), expected, terms=rows, relative=1e-9)
