"""Estimate the accuracy of a model in four ways, on many small data sets, beside the accuracy that it really has.

Usual rows come from one normal distribution and rare ones from another, so the accuracy of a linear rule has a formula.
"""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import norm

from deepdrill.lab.experiment import Lab, Runs, settles

COLUMNS = 10
SETS = 1000
"""Data sets, each with its own rows."""
APART = 0.35
"""Half the distance of the two centres in each column, in spreads."""

Fold = np.ndarray
"""True for the rows that are held out."""


def data(lab: Lab, rows: int, rare: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw rows (rows, 10) and their classes, -1 for usual ones and +1 for as many rare ones as are asked for."""
    y = np.where(np.arange(rows) < rare, 1.0, -1.0)
    y = lab.rng.permutation(y)
    return lab.rng.normal(size=(rows, COLUMNS)) + APART * y[:, None], y


def fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Fit classes by least squares with a tiny penalty; the last weight is the offset."""
    x = np.column_stack([x, np.ones(len(x))])
    return np.linalg.solve(x.T @ x + 1e-3 * np.eye(x.shape[1]), x.T @ y)


def right(weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """Give the share of rows that the rule gets right."""
    return float(((x @ weights[:-1] + weights[-1]) * y > 0).mean())


def true_accuracy(weights: np.ndarray, share: float) -> float:
    """Give the rule's accuracy on all rows that could ever come."""
    centre, length = APART * weights[:-1].sum(), np.linalg.norm(weights[:-1])
    rare, usual = norm.cdf((centre + weights[-1]) / length), norm.cdf((centre - weights[-1]) / length)
    return float(share * rare + (1 - share) * usual)


def at_random(lab: Lab, y: np.ndarray, folds: int) -> Iterator[Fold]:
    """Deal the rows out at random."""
    dealt = lab.rng.permutation(len(y)) % folds
    return (dealt == fold for fold in range(folds))


def by_class(lab: Lab, y: np.ndarray, folds: int) -> Iterator[Fold]:
    """Deal out first the usual rows and then the rare ones, each in random order."""
    order = np.lexsort((lab.rng.random(len(y)), y))
    dealt = np.empty(len(y), int)
    dealt[order] = np.arange(len(y)) % folds
    return (dealt == fold for fold in range(folds))


def estimate(x: np.ndarray, y: np.ndarray, folds: list[Fold]) -> float:
    """Give the mean accuracy over the folds, each held out from its own training."""
    return float(np.mean([right(fitted(x[~held], y[~held]), x[held], y[held]) for held in folds]))


def histogram(lab: Lab, name: str, errors: list[float]) -> None:
    """Draw how often an estimate is so far off."""
    edges = np.arange(-0.325, 0.33, 0.05)
    counts, _ = np.histogram(errors, edges)
    lab.curve(name, 100 * (edges[1:] + edges[:-1]) / 2, 100 * counts / len(errors))


def run(lab: Lab, *, rows: int, folds: int, share: float) -> None:
    """Draw data sets, estimate on each in every way, and compare with the truth."""
    rare = round(share * rows)
    deals: dict[str, Callable[[Lab, np.ndarray, int], Iterator[Fold]]] = {
        "folds at random": at_random,
        "folds by class": by_class,
    }
    errors: dict[str, list[float]] = {name: [] for name in ("same rows as training", "one fifth held out", *deals)}
    empty = dict.fromkeys(deals, 0)
    for _ in range(SETS):
        x, y = data(lab, rows, rare)
        weights = fitted(x, y)
        truth = true_accuracy(weights, share)
        errors["same rows as training"].append(right(weights, x, y) - truth)
        errors["one fifth held out"].append(estimate(x, y, [next(at_random(lab, y, 5))]) - truth)
        for name, deal in deals.items():
            held = list(deal(lab, y, folds))
            errors[name].append(estimate(x, y, held) - truth)
            empty[name] += any((y[fold] < 0).all() for fold in held)
        if lab.stopped:
            return
    for name, off in errors.items():
        histogram(lab, name, off)
    lab.table(
        "estimate less truth, in points",
        [{"estimate": name, "mean": 100 * np.mean(off), "spread": 100 * np.std(off)} for name, off in errors.items()],
    )
    for name, count in empty.items():
        lab.value(f"sets with a fold without a rare row, {name}", count / SETS)


def row(runs: Runs, estimate: str, **knobs: float) -> tuple[float, float]:
    """Give mean and spread of an estimate, in points."""
    table = runs(**knobs).tables["estimate less truth, in points"]
    found = next(one for one in table if one["estimate"] == estimate)
    return float(found["mean"] or 0), float(found["spread"] or 0)


@settles("spread")
def one_holdout_beside_five_folds(runs: Runs) -> int:
    """Compare the spread of both estimates."""
    held, folded = row(runs, "one fifth held out")[1], row(runs, "folds at random")[1]
    runs.note(f"The spread is {held:.1f} points for one fifth held out and {folded:.1f} for five folds.")
    return 0 if folded > 0.85 * held else 1 if folded < 0.7 * held else 2


@settles("empty")
def folds_without_a_rare_row(runs: Runs) -> int:
    """Count the data sets in which some fold has no rare row."""
    values = runs(share=0.05).values
    random, classed = (values[f"sets with a fold without a rare row, folds {how}"] for how in ("at random", "by class"))
    runs.note(f"Some fold is without a rare row in {random:.0%} of the sets at random, in {classed:.0%} by class.")
    return 0 if random < 0.1 else 1 if random < 0.5 else 2


@settles("two-folds")
def two_folds_of_forty(runs: Runs) -> int:
    """Compare the mean of two folds with the truth."""
    two, ten = (row(runs, "folds at random", rows=40, folds=folds)[0] for folds in (2, 10))
    runs.note(f"On average two folds are off by {two:+.1f} points, ten folds by {ten:+.1f}.")
    return 0 if two > 2 else 2 if two < -2 else 1
