"""Checks of ROC curve and AUC against counting: every threshold and every pair on its own, in exact fractions."""

from fractions import Fraction
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def curve(labels: Array, scores: Array) -> tuple[Array, Array]:
    """Count, for every distinct score, who is let in."""
    pairs = list(zip(labels.tolist(), scores.tolist(), strict=True))
    rates = []
    for kind in (0, 1):
        total = sum(label == kind for label, _ in pairs)
        passed = [
            sum(label == kind and score >= level for label, score in pairs)
            for level in sorted({score for _, score in pairs}, reverse=True)
        ]
        rates.append(np.array([0.0, *(float(Fraction(count, total)) for count in passed)]))
    return rates[0], rates[1]


def area(labels: Array, scores: Array) -> float:
    """Compare every positive with every negative."""
    pairs = list(zip(labels.tolist(), scores.tolist(), strict=True))
    above, below = ([score for label, score in pairs if label == kind] for kind in (1, 0))
    halves = sum(2 * (one > other) + (one == other) for one in above for other in below)
    return float(Fraction(halves, 2 * len(above) * len(below)))


def mixed(trial: Trial, n: int) -> Array:
    """Draw labels, at least one of each kind, and unequally many where that is possible."""
    labels = [1, *([0] * (1 + (n - 1) // 3))]
    labels += [trial.dice.randint(0, 1) for _ in range(n - len(labels))]
    trial.dice.shuffle(labels)
    return np.array(labels, dtype=np.int64)


def same_curve(trial: Trial, labels: Array, scores: Array) -> None:
    """Compare the curve."""
    found, wanted = trial.call("roc_curve", labels, scores), curve(labels, scores)
    trial.same(found, wanted, what="the pair (fpr, tpr)", terms=4, scale=1.0)


def same_area(trial: Trial, labels: Array, scores: Array) -> None:
    """Compare the area, which is a sum of a few dozen float64 products of numbers up to 1."""
    trial.same(trial.call("auc", labels, scores), area(labels, scores), what="the area", scale=1.0, relative=1e-10)


@check
def the_curve_sweeps_the_thresholds(trial: Trial) -> None:
    """Without ties the curve has n + 1 points, from (0, 0) by falling score to (1, 1)."""
    for n in (2, 5, 12, 40):
        labels = mixed(trial, n)
        same_curve(trial, labels, trial.array(n) + labels)


@check
def equal_scores_are_one_point(trial: Trial) -> None:
    """Examples of equal score pass the threshold together, in whatever order they stand."""
    labels, scores = np.array([0, 1, 1, 0, 1, 0]), np.array([0.5, 0.5, 0.9, 0.1, 0.5, 0.5])
    same_curve(trial, labels, scores)
    for n in (8, 25):
        same_curve(trial, mixed(trial, n), trial.integers(n, low=0, high=4).numpy() / 4)
    with trial.case("all scores are equal"):
        same_curve(trial, mixed(trial, 6), np.full(6, 0.3))


@check
def points_on_a_line_are_kept(trial: Trial) -> None:
    """Every distinct score has its point, even in the middle of a straight piece."""
    same_curve(trial, np.array([1, 1, 1, 0, 0, 0, 0]), np.array([7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]))
    same_curve(trial, np.array([0, 0, 1, 1, 1]), np.array([5.0, 4.0, 3.0, 2.0, 1.0]))


@check
def the_area_counts_ordered_pairs(trial: Trial) -> None:
    """Without ties the area is the share of pairs in which the positive stands above the negative."""
    for n in (2, 5, 12, 40):
        labels = mixed(trial, n)
        same_area(trial, labels, trial.array(n) + labels)


@check
def a_tie_counts_one_half(trial: Trial) -> None:
    """Tied pairs count one half, in whatever order they stand; constant scores have the area one half."""
    for labels, scores in (([1, 0, 0, 1, 1], [0.5] * 5), ([0, 1, 1, 0, 1], [0.5, 0.5, 0.9, 0.5, 0.1])):
        same_area(trial, np.array(labels), np.array(scores))
    for n in (8, 25):
        same_area(trial, mixed(trial, n), trial.integers(n, low=0, high=3).numpy() / 4)
    with trial.case("all scores are equal"):
        same_area(trial, mixed(trial, 7), np.full(7, -2.0))


@check
def order_is_all_that_matters(trial: Trial) -> None:
    """Perfect and reversed orders have the areas 1 and 0, and scores may be negative or of any scale."""
    labels = mixed(trial, 9)
    for sign in (1.0, -1.0):
        same_area(trial, labels, sign * (labels * 10.0 + trial.array(9)))
    for scale, shift in ((1e6, 0.0), (1e-9, 0.0), (1.0, -1e4)):
        scores = trial.array(9, scale=scale, shift=shift)
        with trial.case(f"scores of the scale {scale:g} around {shift:g}"):
            same_area(trial, labels, scores)
            same_curve(trial, labels, scores)


@check
def nearly_equal_scores_are_different(trial: Trial) -> None:
    """Scores that differ by 1e-12 only are two points, and their pair has a winner."""
    labels = np.array([0, 1, 0, 1, 1])
    scores = 0.5 + np.array([2.0, 1.0, 0.0, 4.0, 3.0]) * 1e-12
    same_curve(trial, labels, scores)
    same_area(trial, labels, scores)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Neither function changes labels or scores, and views with strides are fine."""
    labels, scores = np.repeat(mixed(trial, 14), 2)[::2], trial.array(28)[::2]
    same_curve(trial, labels, scores)
    same_area(trial, labels, scores)
    for name in ("roc_curve", "auc"):
        for what, now, before in zip(
            ("labels", "scores"), trial.after(name, labels, scores), (labels, scores), strict=True
        ):
            trial.same(now, before, what=f"{what} after {name}", relative=0.0)
