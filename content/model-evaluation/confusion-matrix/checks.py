"""Checks of the report against counts of true positives, false positives and false negatives, example by example."""

from fractions import Fraction
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]

ARRAYS = ("precision", "recall", "f1")


def count(truth: Array, guess: Array, classes: int) -> Array:
    """Count pair by pair."""
    pairs = list(zip(truth.tolist(), guess.tolist(), strict=True))
    return np.array([[pairs.count((i, j)) for j in range(classes)] for i in range(classes)], dtype=np.int64)


def ratio(part: int, whole: int) -> Fraction:
    """Divide exactly; 0/0 is 0."""
    return Fraction(part, whole) if whole else Fraction(0)


def oracle(matrix: Array) -> dict[str, Any]:
    """Work out every value from whole numbers; F1 is 2·TP / (2·TP + FP + FN)."""
    rows, classes = matrix.tolist(), range(len(matrix))
    right = [rows[c][c] for c in classes]
    missed = [sum(rows[c]) - right[c] for c in classes]
    false = [sum(rows[i][c] for i in classes) - right[c] for c in classes]
    values = {
        "precision": [ratio(right[c], right[c] + false[c]) for c in classes],
        "recall": [ratio(right[c], right[c] + missed[c]) for c in classes],
        "f1": [ratio(2 * right[c], 2 * right[c] + false[c] + missed[c]) for c in classes],
    }
    total = sum(right) + sum(missed)
    return (
        {"accuracy": float(ratio(sum(right), total))}
        | {name: np.array([float(one) for one in values[name]]) for name in ARRAYS}
        | {f"macro_{name}": float(sum(values[name]) / len(rows)) for name in ARRAYS}
    )


def draw(trial: Trial, n: int, classes: int) -> tuple[Array, Array]:
    """Draw labels, and guesses of which about half are right."""
    truth, guess = (trial.integers(n, low=0, high=classes).numpy() for _ in range(2))
    return truth, np.where(trial.mask(n, keep=0.5).numpy(), truth, guess)


def one(trial: Trial, matrix: Array, *keys: str) -> None:
    """Compare some values of the report."""
    found, wanted = trial.call("report", matrix), oracle(matrix)
    trial.require(isinstance(found, dict), "report must return a dict.", seen=found)
    for key in keys:
        # A few float64 operations on numbers of at most 1; Python floats would otherwise get float32's slack.
        trial.same(found.get(key), wanted[key], what=key, scale=1.0, relative=1e-12)


MATRICES = (  # uneven rows and columns, so that no two sums are alike
    [[3, 1], [4, 9]],
    [[5, 2, 0], [1, 7, 3], [6, 0, 11]],
    [[2, 0, 5, 1], [3, 8, 0, 0], [1, 1, 4, 9], [0, 2, 0, 13]],
)


@check
def counts_every_pair(trial: Trial) -> None:
    """Entry (i, j) counts the examples of class i that were predicted as j, repeated pairs included."""
    for n, classes in ((1, 2), (9, 2), (30, 3), (64, 5)):
        truth, guess = draw(trial, n, classes)
        trial.same(
            trial.call("confusion_matrix", truth, guess, classes), count(truth, guess, classes), what="the matrix"
        )


@check
def missing_classes_have_their_place(trial: Trial) -> None:
    """The matrix has `classes` rows and columns, whichever classes occur, and none for no examples."""
    for truth, guess, classes in (([0, 1, 1], [1, 1, 0], 4), ([2, 2], [0, 2], 3), ([0], [0], 3), ([], [], 2)):
        given = np.array(truth, dtype=np.int64), np.array(guess, dtype=np.int64)
        with trial.case(f"truth {truth}, guess {guess}, {classes} classes"):
            found = trial.call("confusion_matrix", *given, classes)
            trial.same(found, count(*given, classes), what="the matrix")


@check
def accuracy_is_the_share_of_the_diagonal(trial: Trial) -> None:
    """Accuracy is the sum of the diagonal over the sum of all entries."""
    for rows in MATRICES:
        one(trial, np.array(rows), "accuracy")


@check
def precision_divides_by_the_predictions(trial: Trial) -> None:
    """Precision is the diagonal over the sums of the columns."""
    for rows in MATRICES:
        one(trial, np.array(rows), "precision")


@check
def recall_divides_by_the_true_examples(trial: Trial) -> None:
    """Recall is the diagonal over the sums of the rows."""
    for rows in MATRICES:
        one(trial, np.array(rows), "recall")


@check
def f1_is_the_harmonic_mean(trial: Trial) -> None:
    """F1 is 2PR/(P + R), class by class."""
    for rows in MATRICES:
        one(trial, np.array(rows), "f1")


@check
def macro_averages_are_plain_means(trial: Trial) -> None:
    """Each macro value is the mean over the classes of its array; macro F1 is the mean of the F1."""
    for rows in MATRICES:
        one(trial, np.array(rows), "macro_precision", "macro_recall", "macro_f1")


@check
def nothing_over_nothing_is_zero(trial: Trial) -> None:
    """A class never predicted, never present, or never right has zeros, not NaN, and counts in the averages."""
    for label, rows in (
        ("class 1 is never predicted", [[4, 0, 1], [2, 0, 3], [1, 0, 5]]),
        ("class 2 never occurs", [[4, 1, 2], [2, 3, 0], [0, 0, 0]]),
        ("class 0 is absent altogether", [[0, 0, 0], [0, 3, 1], [0, 2, 5]]),
        ("nothing is right", [[0, 3], [2, 0]]),
        ("a single example", [[0, 0], [0, 1]]),
        ("no examples", [[0, 0], [0, 0]]),
    ):
        with trial.case(label):
            one(trial, np.array(rows), "accuracy", *ARRAYS, *(f"macro_{name}" for name in ARRAYS))


@check
def any_counts_will_do(trial: Trial) -> None:
    """Drawn matrices, large counts and a single class give the right report, and no argument changes."""
    keys = ("accuracy", *ARRAYS, *(f"macro_{name}" for name in ARRAYS))
    for classes, high in ((1, 9), (3, 10), (5, 3), (6, 2_000_000)):
        one(trial, trial.integers(classes, classes, low=0, high=high).numpy(), *keys)
    matrix = trial.integers(3, 3, low=0, high=9).numpy()
    trial.same(trial.after("report", matrix)[0], matrix, what="the matrix after report")
    truth, guess = draw(trial, 8, 3)
    for name, now, before in zip(
        ("truth", "guess"), trial.after("confusion_matrix", truth, guess, 3), (truth, guess), strict=False
    ):
        trial.same(now, before, what=f"{name} after confusion_matrix")
