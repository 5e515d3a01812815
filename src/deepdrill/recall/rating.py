"""From what happened in an attempt to a rating, and from a card to how much is asked next time.

Only a rating that can be told from the outside is given: nobody is asked how it felt. The learner may overrule it.
"""

from deepdrill.content.records import Drill, Implement
from deepdrill.recall.records import Card, Performance, Rating, Variant

__all__ = ["minutes_of", "rate", "variant_of"]

_NEARLY_ALL = 0.8
"""Share of an attempt that was not passed from which on it counts as remembered, with gaps."""
_MANY_HINTS = 3
"""The third rung is almost the answer."""
_MANY_TRIES = 3
"""A second try mends a slip; a third is a search."""
_SLOW, _FAST = 2.0, 0.5
"""Times the minutes that the drill is meant to take."""

_TRAP_MINUTES = 2.0
_LINE_SHARE, _LINE_LEAST = 0.25, 3.0
"""Reading the rest of the solution takes about a quarter of the time of writing it."""

_LONGER = {Variant.TRAP: Variant.LINE, Variant.LINE: Variant.WHOLE, Variant.WHOLE: Variant.TRAP}
_SHORTER = {Variant.TRAP: Variant.TRAP, Variant.LINE: Variant.TRAP, Variant.WHOLE: Variant.LINE}


def rate(performance: Performance) -> Rating:
    """Rate an attempt.

    - The solution was open, or the last rung of the hints: again. It was read, not remembered.
    - Not passed: again; but hard where at least four fifths were there without a hint: it was recalled, with gaps.
    - Passed with a hint, from the third try on, or in more than twice the time: hard. It came, but not by itself.
    - Passed whole, at the first try, in at most half the time: easy. Where the time is unknown it is never easy, nor is
      a shorter variant: recognising is easier than writing.
    - Passed otherwise: good.
    """
    if performance.saw_solution or performance.hints >= _MANY_HINTS:
        return Rating.AGAIN
    if not performance.passed:
        return Rating.HARD if performance.share >= _NEARLY_ALL and not performance.hints else Rating.AGAIN
    if performance.hints or performance.tries >= _MANY_TRIES or _took(performance) > _SLOW:
        return Rating.HARD
    quick = performance.tries == 1 and _took(performance) <= _FAST
    return Rating.EASY if quick and performance.variant is Variant.WHOLE else Rating.GOOD


def variant_of(card: Card | None, drill: Drill) -> Variant:
    """Say how much of a drill is asked next.

    A drill that is new is asked whole, and so is everything that has no code. After that each pass climbs one step
    (recall the trap, fill the line, write the whole), each failure goes one down, and above the whole it starts over:
    most reviews then cost a few minutes, and every third one proves that the drill can still be written.
    """
    if card is None or not isinstance(drill.body, Implement):
        return Variant.WHOLE
    following = _SHORTER if card.last_rating is Rating.AGAIN else _LONGER
    return following[card.variant]


def minutes_of(drill: Drill, variant: Variant) -> float:
    """Say how long a variant of a drill takes."""
    match variant:
        case Variant.TRAP:
            return _TRAP_MINUTES
        case Variant.LINE:
            return max(_LINE_LEAST, _LINE_SHARE * drill.minutes)
        case Variant.WHOLE:
            return float(drill.minutes)


def _took(performance: Performance) -> float:
    """Give the time as a multiple of what it is meant to take; one where nobody knows."""
    return 1.0 if performance.seconds is None else performance.seconds / 60 / performance.minutes
