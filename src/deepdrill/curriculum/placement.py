"""A short placement: about ten short drills, each chosen by what it would tell."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from deepdrill.content.records import Implement
from deepdrill.curriculum.ability import SD_DIFFICULTY, observe, posterior, solves
from deepdrill.curriculum.course import Course
from deepdrill.curriculum.records import Estimate, Evidence, Item, Profile, Reason
from deepdrill.recall.rating import minutes_of
from deepdrill.recall.records import Variant

__all__ = ["FEWEST", "MOST", "placement"]

Floats = NDArray[np.float64]

FEWEST, MOST = 8, 12
_LONGEST = 8.0
"""Minutes of one item."""
_SETTLED = 0.35
"""The placement ends when what is not known has fallen to this share of what was not known at first."""
_TELLS = {Variant.TRAP: 0.3, Variant.WHOLE: 1.0}
_READING = 1.0
"""Minutes that any item takes, however short: to find one's way into it."""
_START = datetime(2000, 1, 1, tzinfo=UTC)
_TIE = 1e-6


def placement(
    course: Course, profile: Profile, answers: Sequence[Evidence], *, seed: int, without: Collection[str] = ()
) -> Item | None:
    """Choose what to ask next; None when enough is known, or nothing is left to ask. May be left at any point.

    The next item is the one that takes away most of what is not known about the questions of this interview, per
    minute. Drills in code are asked as their trap.

    Args:
        course: The drills.
        profile: What the learner gets ready for.
        answers: What came of the items so far, in order.
        seed: Settles ties.
        without: Drills that the learner passed over.
    """
    if len(answers) >= MOST or not course.drills:
        return None
    weights = course.asked_of_cells(course.role(profile))
    now = max((one.at for one in answers), default=_START)
    known = posterior(course, observe(course, Estimate(), answers), profile.level, now)
    if len(answers) >= FEWEST and _unknown(known.covariance, weights) <= _SETTLED * _unknown(course.prior, weights):
        return None
    variant = [_variant(course, place) for place in range(len(course.drills))]
    minutes = np.array([minutes_of(drill, one) for drill, one in zip(course.drills, variant, strict=True)])
    rate = _told(course, known.covariance, known.mean, weights, variant) / (minutes + _READING)
    rate *= 1 + _TIE * np.random.default_rng(seed).random(len(rate))
    rate[minutes > _LONGEST] = 0.0
    for path in (*without, *(one.drill for one in answers)):
        if path in course.index:
            rate[course.index[path]] = 0.0
    place = int(rate.argmax())
    if rate[place] <= 0:
        return None
    return Item(
        drill=course.drills[place].path,
        variant=variant[place],
        minutes=float(minutes[place]),
        reason=Reason.PLACEMENT,
        why="This tells most about where you stand.",
    )


def _variant(course: Course, place: int) -> Variant:
    body = course.drills[place].body
    return Variant.TRAP if isinstance(body, Implement) and body.mistakes else Variant.WHOLE


def _unknown(covariance: Floats, weights: Floats) -> float:
    """Give the variance of the interview's mean ability, in logits squared."""
    return float(weights @ covariance @ weights)


def _told(course: Course, covariance: Floats, mean: Floats, weights: Floats, variant: Sequence[Variant]) -> Floats:
    """Give by how much one attempt at each drill shrinks that variance: a Kalman update of the Gaussian."""
    able = solves(mean[course.cell] - course.difficulty, np.diag(covariance)[course.cell] + SD_DIFFICULTY**2)
    information = np.array([_TELLS[one] for one in variant]) * able * (1 - able)
    noise = SD_DIFFICULTY**2 + 1 / information
    across = (covariance @ weights)[course.cell]
    return np.asarray(across**2 / (np.diag(covariance)[course.cell] + noise))
