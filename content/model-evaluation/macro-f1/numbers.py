"""Macro F1 of a confusion matrix with unequal classes."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

CLASSES = "abc"


def draw(rng: random.Random) -> dict[str, int]:
    """Draw unequal classes for which each wrong turn leads to another number."""
    while True:
        numbers = {}
        for true in CLASSES:
            size = rng.choice([20, 30, 40, 60, 80, 120])
            right = round(size * rng.uniform(0.4, 0.95))
            first = rng.randint(0, size - right)
            others = iter((first, size - right - first))
            for predicted in CLASSES:
                numbers[true + predicted] = right if predicted == true else next(others)
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.012 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(**counts: int) -> float:
    """Average the classes' F1 scores."""
    return sum(_f1(counts, each) for each in CLASSES) / 3


def working(**counts: int) -> list[str]:
    """Precision, recall and F1 of each class."""
    steps = [
        (
            r"For each class $F_1 = \frac{2\,TP}{2\,TP + FP + FN}$: twice the diagonal over its row sum plus its "
            "column sum."
        )
    ]
    for each in CLASSES:
        right, row, column = counts[each * 2], _row(counts, each), _column(counts, each)
        steps.append(
            f"Class {each.upper()}: row {row}, column {column}, so precision ${right}/{column} = "
            rf"{tex(right / column)}$, recall ${right}/{row} = {tex(right / row)}$ and $F_1 = 2 \cdot {right} / "
            f"({row} + {column}) = {tex(_f1(counts, each))}$."
        )
    parts = " + ".join(tex(_f1(counts, each)) for each in CLASSES)
    return [*steps, f"Mean: $({parts}) / 3 = {tex(answer(**counts))}$."]


def _row(counts: dict[str, int], each: str) -> int:
    """Count the examples of a class."""
    return sum(counts[each + other] for other in CLASSES)


def _column(counts: dict[str, int], each: str) -> int:
    """Count how often a class was predicted."""
    return sum(counts[other + each] for other in CLASSES)


def _f1(counts: dict[str, int], each: str) -> float:
    """Give the F1 of one class."""
    return 2 * counts[each * 2] / (_row(counts, each) + _column(counts, each))


def _precision(counts: dict[str, int]) -> float:
    """Give the mean precision."""
    return sum(counts[each * 2] / _column(counts, each) for each in CLASSES) / 3


def _recall(counts: dict[str, int]) -> float:
    """Give the mean recall."""
    return sum(counts[each * 2] / _row(counts, each) for each in CLASSES) / 3


@wrong(
    "You gave the accuracy, which is also the micro F1: macro takes each class's F1 first and then their plain mean."
)
def micro(**counts: int) -> float:
    """Divide the diagonal by everything."""
    return sum(counts[each * 2] for each in CLASSES) / sum(counts.values())


@wrong("You weighted the classes by their size: the macro average gives a rare class the same weight as a common one.")
def weighted(**counts: int) -> float:
    """Weight by support."""
    return sum(_f1(counts, each) * _row(counts, each) for each in CLASSES) / sum(counts.values())


@wrong("You gave the mean recall (balanced accuracy): F1 also needs the precision of each class.")
def mean_recall(**counts: int) -> float:
    """Forget precision."""
    return _recall(counts)


@wrong("You gave the mean precision: F1 also needs the recall of each class.")
def mean_precision(**counts: int) -> float:
    """Forget recall."""
    return _precision(counts)


@wrong("You took the ordinary mean of precision and recall: F1 is their harmonic mean, class by class.")
def arithmetic(**counts: int) -> float:
    """Average precision and recall."""
    return (_precision(counts) + _recall(counts)) / 2


@wrong("You added the classes' F1 scores: divide by the number of classes.")
def summed(**counts: int) -> float:
    """Forget the mean."""
    return 3 * answer(**counts)


TURNS = (micro, weighted, mean_recall, mean_precision, arithmetic, summed)
