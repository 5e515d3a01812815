"""What a review today is worth on the day of the interview.

Which of the reviews are done is decided by `curriculum`, which weighs them against new drills.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from deepdrill.recall.cards import CREDIT
from deepdrill.recall.memory import Memory
from deepdrill.recall.records import Card, Rating, Variant

__all__ = ["Prospect", "first_attempt", "prospect"]

Floats = NDArray[np.float64]

_MEMORY = Memory()
_CREDIT = {variant.value: credit for variant, credit in CREDIT.items()}


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """The chance of recall of each of some cards: now, on the day if nothing is done, and after a review."""

    now: Floats
    untouched: Floats
    reviewed: Floats
    """On the day, if it is reviewed now: the mean over passing and failing."""


def prospect(
    cards: Sequence[Card], variants: Sequence[Variant], at: datetime, days_left: float, solves: Floats
) -> Prospect:
    """Look one review ahead.

    Args:
        cards: In any order.
        variants: What would be asked of each.
        at: The present moment.
        days_left: Until the interview.
        solves: The chance that each is solved without being remembered: a review passes either way.
    """
    moment = at.astimezone(UTC).timestamp() / 86400
    stability = np.array([card.stability for card in cards], dtype=np.float64)
    difficulty = np.array([card.difficulty for card in cards], dtype=np.float64)
    elapsed = np.maximum(
        0.0, moment - np.array([card.last_review.timestamp() for card in cards], dtype=np.float64) / 86400
    )
    credit = np.array([_CREDIT[variant] for variant in variants], dtype=np.float64)

    recall = _MEMORY.recall(elapsed, stability)
    passes = recall + (1 - recall) * solves
    grown = stability + credit * (_MEMORY.stability(stability, difficulty, recall, Rating.GOOD) - stability)
    lost = _MEMORY.stability(stability, difficulty, recall, Rating.AGAIN)
    return Prospect(
        now=recall,
        untouched=_MEMORY.recall(elapsed + days_left, stability),
        reviewed=passes * _MEMORY.recall(days_left, grown) + (1 - passes) * _MEMORY.recall(days_left, lost),
    )


def first_attempt(days_left: float, solves: Floats) -> Floats:
    """Give the chance of recall on the day of drills that are attempted for the first time now."""
    good = _MEMORY.recall(days_left, _MEMORY.first_stability(Rating.GOOD))
    again = _MEMORY.recall(days_left, _MEMORY.first_stability(Rating.AGAIN))
    return np.asarray(solves * good + (1 - solves) * again)
