"""Tables of a world, with indices worked out row by row, and distances by their definition."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

LARGE = (600, 2500)


def some(trial: Trial, rows: int) -> data.Table:
    """Draw some rows of a world, in no order, with their days moved."""
    table = data.visible(trial.dice.randrange(3))
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    chosen = data.rows_of(table, draw.choice(len(table["day"]), rows, replace=False))
    named = {name: chosen[name] for name in ("photo", "object", "day", "camera", "station", "label")}
    return named | {"day": chosen["day"] + trial.size(0, 50)}


def parts_of(trial: Trial, table: data.Table, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Have a table split, and demand two arrays of distinct rows."""
    seen = trial.call("split", table, days)
    rows = len(table["day"])
    trial.require(isinstance(seen, tuple | list) and len(seen) == 2, "split must give two arrays of row indices.")
    for one, what in zip(seen, ("Training", "Validation"), strict=True):
        fine = isinstance(one, np.ndarray) and one.ndim == 1 and one.dtype.kind in "iu" and len(one) > 0
        trial.require(fine, f"{what} must be an array of row indices, at least one.", seen=one)
        fit = one.min() >= 0 and one.max() < rows and bool((np.diff(one) > 0).all())
        trial.require(bool(fit), f"{what} must be ascending, distinct indices from 0 to {rows - 1}.", seen=one)
    return seen[0], seen[1]


@check
def validates_on_the_last_days(trial: Trial) -> None:
    """Validation is exactly the photographs of the last days, and no training photograph lies in them."""
    for rows, days in ((200, 5), (2000, 7)):
        table = some(trial, rows)
        begins = int(table["day"].max()) - days + 1
        train, validation = parts_of(trial, table, days)
        late = sum(int(table["day"][row]) >= begins for row in train)
        trial.require(late == 0, f"{late} training photographs are from the days that are validated on.")
        expected = np.array([row for row in range(rows) if table["day"][row] >= begins])
        trial.require(
            np.array_equal(validation, expected),
            f"Validation must be all photographs of the last {days} days and no others.",
        )


@check
def no_part_is_on_both_sides(trial: Trial) -> None:
    """No part of the validation is in the training, and no other photograph is left out of it."""
    for rows, days in ((200, 5), (2000, 7)):
        table = some(trial, rows)
        begins = int(table["day"].max()) - days + 1
        train, validation = parts_of(trial, table, days)
        both = set(table["object"][train].tolist()) & set(table["object"][validation].tolist())
        trial.require(not both, f"{len(both)} parts have photographs on both sides.")
        later = {int(table["object"][row]) for row in range(rows) if table["day"][row] >= begins}
        expected = [row for row in range(rows) if table["day"][row] < begins and int(table["object"][row]) not in later]
        trial.require(
            np.array_equal(train, expected),
            f"Training has {len(train)} photographs; {len(expected)} are from before and of other parts.",
        )


@check
def measures_how_near_copies_are(trial: Trial) -> None:
    """The root mean square difference to the nearest of the others, also for many images."""
    for n, m in ((1, 1), (4, 9), (30, 20)):
        images, others = trial.array(n, 16, 16, scale=0.2, shift=0.4), trial.array(m, 16, 16, scale=0.2, shift=0.4)
        others[-1] = images[0] + 0.01
        expected = [min(float(np.sqrt(np.mean((one - other) ** 2))) for other in others) for one in images]
        seen = trial.call("nearest", images, others)
        trial.same(seen, np.array(expected), what="the array of distances", relative=1e-6, scale=1.0)
    images, others = (trial.array(count, 16, 16) for count in LARGE)
    seen = trial.call("nearest", images, others, random=True)
    fine = isinstance(seen, np.ndarray) and seen.shape == (LARGE[0],) and bool(np.isfinite(seen).all())
    trial.require(fine, f"nearest must give {LARGE[0]} finite floats.", seen=seen)


@check
def standardises_by_training_rows(trial: Trial) -> None:
    """Mean and spread are those of the training photographs, one number each."""
    for rows, train_rows in ((5, 2), (60, 35)):
        images = trial.array(rows, 16, 16, scale=0.2, shift=0.4)
        images[:, 3] += 0.3
        train = np.array(sorted(trial.dice.sample(range(rows), train_rows)), dtype=np.int64)
        images[np.setdiff1d(np.arange(rows), train)] *= 1.5
        values = np.concatenate([images[row].ravel() for row in train.tolist()])
        mean = float(values.sum() / len(values))
        spread = float(np.sqrt(((values - mean) ** 2).sum() / len(values)))
        trial.same(trial.call("standardise", images, train), (images - mean) / spread, terms=len(values), scale=1.0)
