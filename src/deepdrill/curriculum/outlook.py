"""What an attempt at each drill now would be worth on the day of the interview.

Worth is the rise of the expected share of the interview's questions that are solved. Two things raise it: a drill that
is remembered on the day, where the question is that drill or its twin; and ability in its cell, which carries over to
questions that were never seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from deepdrill.curriculum.ability import SD_DIFFICULTY, Posterior, posterior, solves
from deepdrill.curriculum.course import ROUNDS, Course
from deepdrill.curriculum.records import Estimate, Profile
from deepdrill.recall.aim import first_attempt, prospect
from deepdrill.recall.rating import minutes_of, variant_of
from deepdrill.recall.records import Card, Variant

__all__ = ["FAMILIAR", "Outlook", "days_left", "look"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FAMILIAR = 0.5
"""The share of an interview's questions that are a drill of the library or its twin: a core of about 25 tasks is shared
by nearly every source of coding questions, and the rest varies."""
_FEW = 2
"""Of so few drills in a round it is half: one drill is not what all interviewers ask. Debugging and talk rounds turn
on a handful of themes, so that ten drills hold most of them."""
HORIZON = 30.0
"""Days ahead that count where no interview is ahead."""

_LEARNS = 0.1
"""Logits by which an attempt at a whole drill, neither easy nor hopeless, raises ability in its cell."""
_LEARNS_BY = {Variant.TRAP: 0.15, Variant.LINE: 0.35, Variant.WHOLE: 1.0}
_LEARNS_AGAIN = 0.5
"""A drill that was seen before teaches less that is new."""
_CARRIES = 0.3
"""The share of it that carries over to other rounds of the topic."""
LOST = 0.8
"""Logits by which a drill is harder where something that it needs is not there; it teaches half as much then."""
_MOST_LOST = 0.7
"""A drill is within reach up to this chance that something that it needs is missing."""
_TOPIC_WITHIN_REACH = 0.2
"""A topic is within reach if middling drills of every topic that it needs are solved with this chance."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Arrays over the drills of a course, at one moment."""

    known: Posterior
    asked: Floats
    """Share of the interview's questions that are like it."""
    familiar: Floats
    """Share of the questions of its round that are drills of the library or their twins."""
    solves: Floats
    """Chance to solve it by ability alone."""
    recall: Floats
    """Chance that it is remembered now; 0 where it was never attempted."""
    recall_then: Floats
    """The same on the day, if nothing is done."""
    fresh: Flags
    """Never attempted."""
    due: Flags
    """FSRS would ask it now."""
    measured: Flags
    """Attempts speak of its topic and round: they are known to be weak or strong, not just thought so."""
    reachable: Flags
    """What it needs is known."""
    variant: tuple[Variant, ...]
    minutes: Floats
    """Of the variant."""
    worth: Floats
    """Rise of the expected share of solved questions on the day."""
    left: float
    """Days to the day."""


def days_left(profile: Profile, now: datetime) -> float | None:
    """Count the days to the interview; None where none is ahead."""
    if profile.interview_on is None:
        return None
    left = (profile.interview_on - now.astimezone(UTC).date()).days
    return float(left) if left >= 0 else None


def look(course: Course, profile: Profile, estimate: Estimate, cards: Mapping[str, Card], now: datetime) -> Outlook:
    """Look at every drill."""
    ahead = days_left(profile, now)
    left = HORIZON if ahead is None else max(0.5, ahead)
    known = posterior(course, estimate, profile.level, now)
    margin, variance = known.mean[course.cell] - course.difficulty, known.variance[course.cell] + SD_DIFFICULTY**2
    held = [(place, card) for path, card in cards.items() if (place := course.index.get(path)) is not None]
    places = np.array([place for place, _ in held], dtype=np.int64)
    variant = [Variant.WHOLE] * len(course.drills)
    for place, card in held:
        variant[place] = variant_of(card, course.drills[place])
    able = solves(margin, variance)
    then = prospect([card for _, card in held], [variant[place] for place in places], now, left, able[places])

    size = len(course.drills)
    recall, recall_then, reviewed = np.zeros(size), np.zeros(size), np.zeros(size)
    recall[places], recall_then[places], reviewed[places] = then.now, then.untouched, then.reviewed
    fresh, due = np.ones(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    fresh[places] = False
    due[places] = [card.due <= now for _, card in held]
    minutes = course.minutes.copy()
    minutes[places] = [minutes_of(course.drills[place], variant[place]) for place in places]
    asked = course.asked(profile)
    teaches = np.array([_LEARNS_BY[one] for one in variant]) * np.where(fresh, 1.0, _LEARNS_AGAIN)
    familiar = _familiar(course)
    value = _value_of_learning(course, asked * (1 - familiar * recall_then) * able * (1 - able))

    lost = 1 - _ready(course, np.maximum(recall, able))
    solved = solves(margin - LOST * lost, variance)
    gained = np.where(fresh, first_attempt(left, solved), reviewed) - recall_then
    remembers = asked * familiar * (1 - able) * gained
    return Outlook(
        known=known,
        asked=asked,
        familiar=familiar,
        solves=solved,
        recall=recall,
        recall_then=recall_then,
        fresh=fresh,
        due=due,
        measured=_measured(course, estimate)[course.cell],
        reachable=(lost <= _MOST_LOST) & _topics_within_reach(course, known),
        variant=tuple(variant),
        minutes=minutes,
        worth=remembers + teaches * (1 - lost / 2) * 4 * solved * (1 - solved) * value,
        left=left,
    )


def _measured(course: Course, estimate: Estimate) -> Flags:
    measured = np.zeros(course.cells, dtype=np.bool_)
    measured[[cell for name in estimate.cells if (cell := course.cell_of(name)) is not None]] = True
    return measured


def _familiar(course: Course) -> Floats:
    rounds = course.round
    drills = np.bincount(rounds, minlength=len(ROUNDS))[rounds]
    return np.asarray(FAMILIAR * drills / (drills + _FEW))


def _value_of_learning(course: Course, slope: Floats) -> Floats:
    """Give what a rise of ability in each drill's cell is worth, with what carries over to other rounds.

    The slope is that of each drill's part in the interview by ability.
    """
    of_cell = np.bincount(course.cell, weights=slope, minlength=course.cells).reshape(-1, len(ROUNDS))
    with_others = (1 - _CARRIES) * of_cell + _CARRIES * of_cell.sum(axis=1, keepdims=True)
    return np.asarray(_LEARNS * with_others.reshape(-1)[course.cell])


def _ready(course: Course, there: Floats) -> Floats:
    """Give the chance that the weakest of the drills that each drill needs is there; 1 where it needs none."""
    drill, needed = course.needs
    ready = np.ones(len(course.drills))
    np.minimum.at(ready, drill, there[needed])
    return ready


def _topics_within_reach(course: Course, known: Posterior) -> Flags:
    """Tell of each drill whether the topics that its own needs are solid enough."""
    grid = solves(known.mean, known.variance).reshape(-1, len(ROUNDS))
    used = np.bincount(course.cell, minlength=course.cells).reshape(-1, len(ROUNDS)) > 0
    of_topic = np.where(used, grid, 0.0).sum(axis=1) / np.maximum(1, used.sum(axis=1))
    solid = (of_topic >= _TOPIC_WITHIN_REACH) | ~used.any(axis=1)
    topics = np.ones(len(course.topics), dtype=np.bool_)
    topic, topic_needed = course.topic_needs
    np.logical_and.at(topics, topic, solid[topic_needed])
    return np.asarray(topics[course.cell // len(ROUNDS)])
