"""Area under the ROC curve of nine scores, one of them tied."""

import random
from itertools import pairwise, product

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw scores with one tie between the classes for which each wrong turn leads to another number."""
    while True:
        positive = sorted((rng.randrange(30, 99) / 100 for _ in range(4)), reverse=True)
        negative = sorted((rng.randrange(2, 85) / 100 for _ in range(4)), reverse=True)
        negative = sorted([*negative, rng.choice(positive)], reverse=True)
        numbers = {
            **{f"p{place}": score for place, score in enumerate(positive, start=1)},
            **{f"n{place}": score for place, score in enumerate(negative, start=1)},
        }
        one_tie = len(set(positive)) == 4 and len(set(positive + negative)) == 8
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        apart = all(high - low > 0.005 * high for low, high in pairwise(values))
        if one_tie and apart and values[0] > 0:
            return numbers


def answer(**scores: float) -> float:
    """Count the pairs in which the positive scores higher, a tie half."""
    return (_won(scores) + _tied(scores) / 2) / 20


def working(**scores: float) -> list[str]:
    """For each positive count the negatives below it."""
    positive, negative = _split(scores)
    steps = [
        (
            "The area is the share of pairs (one positive, one negative) in which the positive has the higher score. "
            "There are 4 · 5 = 20."
        )
    ]
    for score in positive:
        below = sum(other < score for other in negative)
        tie = ", and one tie, which counts half" if score in negative else ""
        steps.append(f"Positive {score}: {below} of the 5 negatives lie below{tie}.")
    points = _won(scores) + _tied(scores) / 2
    return [*steps, f"Sum {points:g}, divided by 20: ${tex(points / 20)}$."]


def _split(scores: dict[str, float]) -> tuple[list[float], list[float]]:
    """Separate the classes."""
    return (
        [score for name, score in scores.items() if name.startswith("p")],
        [score for name, score in scores.items() if name.startswith("n")],
    )


def _won(scores: dict[str, float]) -> int:
    """Count pairs in which the positive is higher."""
    return sum(one > other for one, other in product(*_split(scores)))


def _tied(scores: dict[str, float]) -> int:
    """Count pairs with equal scores."""
    return sum(one == other for one, other in product(*_split(scores)))


@wrong("You counted the tie as won: equal scores are a coin toss and count half.")
def tie_won(**scores: float) -> float:
    """Count a tie as one."""
    return (_won(scores) + _tied(scores)) / 20


@wrong("You counted the tie as lost: equal scores are a coin toss and count half.")
def tie_lost(**scores: float) -> float:
    """Count a tie as nothing."""
    return _won(scores) / 20


@wrong("You gave the accuracy at a threshold of 0.5: the AUC looks at the order of the scores, at no threshold.")
def accuracy(**scores: float) -> float:
    """Cut at one half."""
    positive, negative = _split(scores)
    return (sum(score >= 0.5 for score in positive) + sum(score < 0.5 for score in negative)) / 9


@wrong("You gave the share of pairs that are in the wrong order: the area counts the right ones.")
def complement(**scores: float) -> float:
    """Take one minus the area."""
    return 1 - answer(**scores)


@wrong("You divided by all pairs of examples: only pairs of a positive with a negative count, 4 times 5.")
def all_pairs(**scores: float) -> float:
    """Divide by nine choose two."""
    return answer(**scores) * 20 / 36


TURNS = (tie_won, tie_lost, accuracy, complement, all_pairs)
