"""Definitions by loops; the ceiling also against inspectors that we made err."""

import numpy as np

from deepdrill.judge.checks import Trial, check


def labelled(trial: Trial, rows: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw labels, mostly 0 and never of the second last class, and guesses that may be of it."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    names = [one for one in range(classes) if one != classes - 2]
    labels = draw.choice(names, rows, p=[0.6] + [0.4 / (len(names) - 1)] * (len(names) - 1))
    guesses = np.where(draw.random(rows) < 0.7, labels, draw.integers(0, classes, rows))
    return labels.astype(np.int64), guesses.astype(np.int64)


def recall_by_loop(labels: np.ndarray, guesses: np.ndarray) -> float:
    """Count class by class."""
    right: dict[int, int] = {}
    total: dict[int, int] = {}
    for label, guess in zip(labels.tolist(), guesses.tolist(), strict=True):
        total[label] = total.get(label, 0) + 1
        right[label] = right.get(label, 0) + (label == guess)
    return sum(right[one] / total[one] for one in total) / len(total)


def error_rate(agree: float, classes: int) -> float:
    """Find the error rate below that of the smallest agreement by halving an interval."""
    low, high = 0.0, (classes - 1) / classes
    for _ in range(80):
        middle = (low + high) / 2
        more = (1 - middle) ** 2 + middle**2 / (classes - 1) > agree
        low, high = (middle, high) if more else (low, middle)
    return low


@check
def weighs_every_class_alike(trial: Trial) -> None:
    """Balanced accuracy over the classes that occur."""
    for rows, classes in ((5, 3), (60, 5), (700, 7)):
        labels, guesses = labelled(trial, rows, classes)
        trial.same(trial.call("balanced_accuracy", labels, guesses), recall_by_loop(labels, guesses), terms=rows)


@check
def knows_what_guessing_reaches(trial: Trial) -> None:
    """The most frequent class of the training labels, guessed on the others."""
    for rows, classes in ((6, 3), (80, 5), (500, 6)):
        labels, _ = labelled(trial, rows, classes)
        train = (labels + 1) % classes  # most frequent is 1 there, and 0 here
        train = np.concatenate([train, np.full(rows, 1, dtype=np.int64)])
        wrong = np.full(rows, 1, dtype=np.int64)
        expected = (sum(int(one) == 1 for one in labels) / rows, recall_by_loop(labels, wrong))
        trial.same(trial.call("baseline", train, labels), expected, terms=rows)
    tie = np.array([4, 2, 4, 2, 3], dtype=np.int64)
    other = np.array([2, 2, 4, 0], dtype=np.int64)
    trial.same(trial.call("baseline", tie, other), (0.5, 1 / 3), terms=4)


@check
def estimates_the_ceiling(trial: Trial) -> None:
    """The accuracy that a perfect network has against one inspector, from two who disagree."""
    for rows, classes, noise in ((40, 3, 0.1), (800, 5, 0.1), (900, 2, 0.2), (3000, 5, 0.25)):
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        true = draw.integers(0, classes, rows)
        both = [
            np.where(draw.random(rows) < noise, (true + draw.integers(1, classes, rows)) % classes, true)
            for _ in range(2)
        ]
        second = np.where(draw.random(rows) < 0.5, both[1], -1)
        agree = [int(a) == int(b) for a, b in zip(both[0], second, strict=True) if b >= 0]
        expected = 1 - error_rate(sum(agree) / len(agree), classes)
        trial.same(trial.call("ceiling", both[0], second, classes), expected, relative=1e-6, what="the ceiling")
    apart = np.arange(12, dtype=np.int64) % 4
    seen = trial.call("ceiling", apart, (apart + 1) % 4, 4)
    trial.same(seen, 0.25, relative=1e-6, what="the ceiling of inspectors who never agree")


@check
def says_where_the_points_are_lost(trial: Trial) -> None:
    """Underfits, overfits or done, measured against the ceiling."""
    for train, validation, ceiling, margin, expected in (
        (0.46, 0.46, 0.92, 0.02, "underfits"),
        (0.90, 0.74, 0.92, 0.02, "overfits"),
        (1.00, 0.72, 0.92, 0.02, "overfits"),
        (0.80, 0.79, 0.81, 0.03, "done"),
        (0.80, 0.75, 0.84, 0.02, "overfits"),
        (0.78, 0.75, 0.84, 0.02, "underfits"),
        (0.71, 0.69, 0.70, 0.02, "done"),
        (0.625, 0.5, 0.75, 0.125, "underfits"),
        (0.95, 0.75, 0.875, 0.125, "done"),
    ):
        with trial.case(f"training {train:g}, validation {validation:g}, ceiling {ceiling:g}"):
            trial.same(trial.call("diagnosis", train, validation, ceiling, margin), expected, what="the diagnosis")
