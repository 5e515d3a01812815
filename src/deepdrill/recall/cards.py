"""A card and what a review makes of it, by FSRS.

Which card is worth reviewing on which day is decided in `aim`; how an attempt is rated, in `rating`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import fsrs
from msgspec.structs import replace

from deepdrill.recall.records import Card, Rating, Review, Variant

__all__ = ["CREDIT", "DESIRED_RETENTION", "SAME_SITTING", "replay", "retrievability", "review", "to_fsrs"]

DESIRED_RETENTION = 0.9
"""With no interview ahead. FSRS's own default; below about .8 relearning costs more than it saves."""

SAME_SITTING = timedelta(hours=8)
"""Attempts this close together are one review: three submissions in a row are one act of remembering, not three."""

CREDIT = {Variant.TRAP: 0.5, Variant.LINE: 0.75, Variant.WHOLE: 1.0}
"""The share of FSRS's growth of stability that a variant earns: recognising a trap strengthens less than writing code.
Rating it hard instead would make FSRS believe that the drill is a difficult one."""

_STEPS = tuple(Variant)

_scheduler = fsrs.Scheduler(
    desired_retention=DESIRED_RETENTION,
    learning_steps=(),  # see Card: a drill is not asked again ten minutes later
    relearning_steps=(),
    enable_fuzzing=False,  # fuzz spreads flash cards that were made together; it would roll dice of its own here
)


def review(card: Card | None, given: Review) -> Card:
    """Give the card after a review; None before the first one.

    Reviews of one sitting are one review: a pass after failures takes their place (its rating knows of the tries),
    nothing that follows a pass counts but a longer variant, and the learner's own word replaces what it corrects.
    """
    at = given.at.astimezone(UTC)
    if card is None or at - card.last_review >= SAME_SITTING:
        return _reviewed(card, given, at)
    settled = card.last_rating is not Rating.AGAIN and _STEPS.index(given.variant) <= _STEPS.index(card.variant)
    if given.by == "attempt" and settled:
        return card
    # An import may bring reviews late, and time never runs backwards for FSRS.
    return _reviewed(card.earlier, given, max(at, card.last_review))


def replay(reviews: Iterable[Review]) -> dict[str, Card]:
    """Fold reviews into cards by drill, in the order of their time; a correction has the time of what it corrects."""
    cards: dict[str, Card] = {}
    for one in sorted(reviews, key=lambda one: (one.at, one.by == "learner")):
        cards[one.drill] = review(cards.get(one.drill), one)
    return cards


def retrievability(card: Card, at: datetime) -> float:
    """Give the chance that the drill is still remembered at that time."""
    return _scheduler.get_card_retrievability(to_fsrs(card), at.astimezone(UTC))


def to_fsrs(card: Card) -> fsrs.Card:
    """Give FSRS's own card."""
    return fsrs.Card(
        card_id=0,  # theirs is a moment in milliseconds, for which they sleep one; ours is the drill's path
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last_review,
    )


def _reviewed(before: Card | None, given: Review, at: datetime) -> Card:
    start = fsrs.Card(card_id=0, due=at) if before is None else to_fsrs(before)
    theirs, _ = _scheduler.review_card(start, fsrs.Rating(given.rating), at)
    stability, difficulty = theirs.stability, theirs.difficulty
    if stability is None or difficulty is None:
        raise AssertionError("a reviewed card has a stability")
    if before is not None and stability > before.stability:
        stability = before.stability + CREDIT[given.variant] * (stability - before.stability)
    return Card(
        drill=given.drill,
        stability=stability,
        difficulty=difficulty,
        # At the desired retention of nine in ten the interval is the stability itself, in whole days.
        due=at + timedelta(days=max(1, round(stability))),
        last_review=at,
        reps=(before.reps if before else 0) + 1,
        lapses=(before.lapses if before else 0) + (before is not None and given.rating is Rating.AGAIN),
        variant=given.variant,
        last_rating=given.rating,
        earlier=None if before is None else replace(before, earlier=None),
    )
