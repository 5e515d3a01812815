"""When a drill comes back: cards of FSRS, aimed at the date of the interview.

Pure: the time and every draw come in as arguments. What to do in a sitting is decided by `curriculum`.
"""

from deepdrill.recall.cards import SAME_SITTING, replay, retrievability, review
from deepdrill.recall.rating import minutes_of, rate, variant_of
from deepdrill.recall.records import Card, Performance, Rating, Review, Variant
from deepdrill.recall.variants import Blank, Trap, blank_line, fill, trap

__all__ = [
    "SAME_SITTING",
    "Blank",
    "Card",
    "Performance",
    "Rating",
    "Review",
    "Trap",
    "Variant",
    "blank_line",
    "fill",
    "minutes_of",
    "rate",
    "replay",
    "retrievability",
    "review",
    "trap",
    "variant_of",
]
