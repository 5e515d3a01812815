"""What recall keeps of a learner and a drill, and what it asks about an attempt."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

import msgspec

__all__ = ["Card", "Performance", "Rating", "Review", "Variant"]


class Rating(IntEnum):
    """How well a drill was remembered; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Variant(StrEnum):
    """How much of a drill is asked. Only implement drills come in shorter variants."""

    TRAP = "trap"
    """Tell this drill's trap from those of other drills: about two minutes."""
    LINE = "line"
    """Fill the one line that is missing from the solution."""
    WHOLE = "whole"
    """The drill as it is."""


class Performance(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in an attempt, as far as memory is concerned. A void attempt has none."""

    passed: bool
    share: float
    """0 to 1: of the checks that passed, or of the coverage that counts as complete; 1 where it passed."""
    minutes: float
    """What the drill, or the variant of it, is meant to take."""
    seconds: float | None = None
    """What it took; None where nobody knows."""
    hints: int = 0
    """Rungs that were open."""
    saw_solution: bool = False
    tries: int = 1
    """Attempts at this drill in this sitting, this one included."""
    variant: Variant = Variant.WHOLE


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One rated attempt; a card is the fold of its drill's reviews."""

    drill: str
    at: datetime
    """UTC."""
    rating: Rating
    variant: Variant = Variant.WHOLE
    minutes: float | None = None
    """Spent on it; None where nobody knows."""
    by: Literal["attempt", "learner"] = "attempt"
    """Whose word the rating is: derived from the attempt, or the learner's own correction."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the scheduler remembers of a learner and a drill.

    There is no step and no state: FSRS's learning steps of minutes are for flash cards; a drill that was just worked
    through for a quarter of an hour is not asked again ten minutes later, so that every card is in review.
    """

    drill: str
    stability: float
    """Days until the chance of recall has fallen to nine in ten."""
    difficulty: float
    """1 to 10."""
    due: datetime
    """When the chance of recall falls to nine in ten; a sitting before an interview does not wait for it."""
    last_review: datetime
    reps: int
    """Reviews so far."""
    lapses: int
    """Reviews, after the first, that were rated again."""
    variant: Variant = Variant.WHOLE
    """Of the last review."""
    last_rating: Rating = Rating.GOOD
    earlier: "Card | None" = None
    """The card as it was before the sitting of the last review; what more of that sitting comes starts from there."""
