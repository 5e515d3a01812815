"""Faults are planted in worlds of pumps, and looked for by the definition."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

WORLDS = 5
NEAR = 0.01  # of a standard deviation


def exported(trial: Trial, rows: int) -> data.Table:
    """Draw some rows of an export, in their order."""
    table, _ = data.export(trial.dice.randrange(WORLDS))
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    return data.rows_of(table, np.sort(draw.choice(len(table["row"]), rows, replace=False)))


@check
def finds_copies_across_the_split(trial: Trial) -> None:
    """Rows of the held-out parts that are near copies of a training row, and no others."""
    for rows in (300, 2100):
        table = exported(trial, rows)
        x, part = data.matrix(table), table["part"]
        train = np.flatnonzero(part == 0)
        inside = np.flatnonzero(part == 2)[:6]
        x[inside[:3]] = x[inside[3:]] * (1 + 1e-7)  # copies within the test part are no leak
        exact = np.flatnonzero(part == 1)[:2]
        x[exact[0]] = x[train[0]]
        x[exact[1]] = x[train[1]]
        x[exact[1], 18] += 0.2 * x[:, 18].std()  # alike but for the humidity: another window
        near = NEAR * x.std(axis=0)
        expected = []
        for row in np.flatnonzero(part > 0):
            gone = train
            for column in range(x.shape[1]):  # column by column: what is far in one is out
                gone = gone[np.abs(x[gone, column] - x[row, column]) < near[column]]
            if len(gone):
                expected.append(int(row))
        seen = trial.call("copies", x, part)
        trial.same(seen, np.array(expected, dtype=np.int64), what="the copies")


@check
def finds_the_other_unit(trial: Trial) -> None:
    """Sites and columns in another unit, and no others."""
    for faults in (1, 0, 3):
        table = data.world(trial.dice.randrange(WORLDS))
        x, site = data.matrix(table), table["site"]
        planted = set()
        for name, factor, offset in trial.dice.sample(data.UNIT_FAULTS, faults):
            # A unit is changed at one site of four, and in one column at two sites at once.
            sites = trial.dice.sample(range(data.SITES), 1)
            column = data.SENSORS.index(name)
            for one in sites:
                x[site == one, column] = x[site == one, column] * factor + offset
                planted.add((one, column))
        expected = []
        for one in sorted(set(site.tolist())):
            for column in range(x.shape[1]):
                others = np.sort(x[site != one, column])
                wide = np.quantile(others, 0.75) - np.quantile(others, 0.25)
                if abs(np.median(x[site == one, column]) - np.median(others)) > wide:
                    expected.append((one, column))
        trial.require(set(expected) == planted, "Our own definition does not find what we planted.")
        with trial.case(f"{faults} planted"):
            seen = trial.call("odd_units", x, site)
            trial.require(
                isinstance(seen, list) and all(isinstance(one, tuple | list) and len(one) == 2 for one in seen),
                "odd_units must give a list of pairs.",
                seen=seen,
            )
            trial.same([tuple(one) for one in seen], expected, what="the list of (site, column)")


@check
def finds_the_slip(trial: Trial) -> None:
    """By how many rows the labels of a batch have slipped, 0 included."""
    for k in (1, 0, -3, 2, -1, 3, -2):
        table = data.world(trial.dice.randrange(WORLDS))
        x, label = data.matrix(table), table["label"]
        batch = trial.dice.randrange(data.BATCHES)
        mine = table["batch"] == batch
        with trial.case(f"slipped by {k}"):
            seen = trial.call("slip", x[mine], np.roll(label[mine], k), x[~mine], label[~mine])
            trial.same(seen, k, what="the slip")
