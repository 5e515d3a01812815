"""A learner's ability per topic and round, with its uncertainty, from every attempt.

The model is that of Rasch: the chance to solve a drill is the logistic of ability less difficulty. Abilities of all
cells are one Gaussian, tied together along the graph of topics (`Course.prior`); a drill's difficulty is a guess from
its level, minutes and frequency with an error of its own, so that one drill done ten times says little more than twice.

What attempts have told is kept per cell in information form, precision and precision times mean, so that an attempt
costs the same however many came before; the Gaussian over all cells is put together when it is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import exp, log, pi

import numpy as np
from numpy.typing import NDArray

from deepdrill.content.records import Level
from deepdrill.curriculum.course import ROUNDS, Course
from deepdrill.curriculum.records import Cell, Estimate, Evidence, Mastery, Seen
from deepdrill.recall.memory import Memory
from deepdrill.recall.records import Performance, Rating, Variant

__all__ = ["ONE_ATTEMPT", "SD_DIFFICULTY", "Posterior", "days", "mastery", "observe", "posterior", "score_of", "solves"]

Floats = NDArray[np.float64]

SD_DIFFICULTY = 0.7
"""Logits. How far a drill's difficulty may be off from its level, minutes and frequency."""

ONE_ATTEMPT = 1 / (SD_DIFFICULTY**2 + 1 / 0.2)
"""What an attempt at a fresh drill that is solved about every other time adds to the precision of a cell."""

_EASIER_AIDED = 1.5
"""Logits that a hint or an open solution takes off the difficulty."""
_EASIER = {Variant.TRAP: 1.5, Variant.LINE: 0.8, Variant.WHOLE: 0.0}
_TELLS = {Variant.TRAP: 0.3, Variant.LINE: 0.6, Variant.WHOLE: 1.0}
"""The share of a whole attempt's information; one in four gets a trap right by chance."""

_MEAN = {Level.FRESHER: -0.5, Level.MID: 0.0, Level.SENIOR: 0.4}
"""Logits. Ability of someone about whom nothing is known but the level that they get ready for."""

_SAME_SITTING = 8 / 24
"""Days; as for cards."""

_HELD_AT_FIRST, _HELD_MOST, _HELD_GROWS = 45.0, 365.0, 1.15
"""Days until information about a cell has lost a tenth; each further day with evidence makes it hold longer."""
_DECAY = 0.5
"""Of the forgetting curve (1 + f·t/held)^-decay, which has FSRS's form; ability fades, but slower than one drill."""
_FACTOR = 0.9 ** (-1 / _DECAY) - 1
_MOVES_ON = log(0.97)
"""Each attempt takes this off what was known before: a learner who practises is no longer the one who was measured."""
_LEARNS = 0.06
"""Logits by which ability in the cell is taken to rise with an attempt: about the mean of what `outlook` expects."""

_MOST_RECALL = 0.95
"""Nothing is remembered so surely that a success says nothing at all."""
_REMEMBERED = 0.5
"""Score from which on a drill counts as remembered."""
_MEMORY, _MIDDLING = Memory(), np.float64(5.0)
_STEPS = 4
"""Of Newton's method; they settle a mode to a thousandth."""

_WITHIN = 1.645
"""Standard deviations on either side that hold nine in ten."""


@dataclass(frozen=True)
class Posterior:
    """What is known of all cells at one moment: a Gaussian in logits."""

    mean: Floats  # (cells,)
    covariance: Floats  # (cells, cells)

    @cached_property
    def variance(self) -> Floats:
        """The uncertainty of each cell by itself."""
        return np.diag(self.covariance).copy()


def observe(course: Course, estimate: Estimate, evidence: Iterable[Evidence]) -> Estimate:
    """Take in attempts, in the order of their time; each costs the same however many came before.

    A drill that the library no longer has is passed over. Of several attempts at a drill in one sitting the best
    counts: `score_of` knows of the tries.
    """
    cells, drills, attempts = dict(estimate.cells), dict(estimate.drills), estimate.attempts
    for one in evidence:
        place = course.index.get(one.drill)
        if place is None:
            continue
        attempts += 1
        cell = int(course.cell[place])
        name = course.name(cell)
        now = days(one.at)
        held = _faded(cells.get(name) or Cell(0.0, 0.0, 0.0, 0.0, now, _HELD_AT_FIRST), now)
        cells[name], drills[one.drill] = _taken_in(
            one, held, drills.get(one.drill), float(course.difficulty[place]), float(course.prior[cell, cell]), now
        )
    return Estimate(cells=cells, drills=drills, attempts=attempts)


def posterior(course: Course, estimate: Estimate, level: Level, now: datetime) -> Posterior:
    """Put together what is known of every cell: what attempts said, faded by time, and the prior that ties them."""
    at = days(now)
    known = [
        (cell, _faded(held, at)) for name, held in estimate.cells.items() if (cell := course.cell_of(name)) is not None
    ]
    known = [(cell, held) for cell, held in known if held.precision > 0]
    mean = np.full(course.cells, _MEAN[level])
    if not known:
        return Posterior(mean, course.prior)
    seen = np.array([cell for cell, _ in known])
    precision = np.array([held.precision for _, held in known])
    said = np.array([held.weighted for _, held in known]) / precision
    across = course.prior[:, seen]  # (cells, seen)
    gain = np.linalg.solve(course.prior[np.ix_(seen, seen)] + np.diag(1 / precision), across.T).T
    return Posterior(mean + gain @ (said - mean[seen]), course.prior - gain @ across.T)


def mastery(course: Course, estimate: Estimate, level: Level, now: datetime) -> tuple[Mastery, ...]:
    """Say what is known per topic and round, for those that the library has drills of, in the curriculum's order."""
    known = posterior(course, estimate, level, now)
    told = []
    for cell in sorted(set(course.cell.tolist())):
        mean, sd = float(known.mean[cell]), float(known.variance[cell]) ** 0.5
        topic, round_ = divmod(cell, len(ROUNDS))
        held = estimate.cells.get(course.name(cell))
        told.append(
            Mastery(
                topic=course.topics[topic],
                round=ROUNDS[round_],
                p=float(solves(np.array(mean), np.array(sd**2))),
                low=_logistic(mean - _WITHIN * sd),
                high=_logistic(mean + _WITHIN * sd),
                attempts=0.0 if held is None else _faded(held, days(now)).precision / ONE_ATTEMPT,
            )
        )
    return tuple(told)


def score_of(performance: Performance) -> float:
    """Count an attempt as an interviewer would, 0 to 1.

    A pass at the first try is 1, at the second .9, and .7 from the third on: finding one's slip is part of the round, a
    search is not. What was not passed counts what it had beyond one half, at most .5: half of the checks or points are
    there in nearly every attempt.
    """
    if performance.passed:
        return {1: 1.0, 2: 0.9}.get(performance.tries, 0.7)
    return max(0.0, performance.share - 0.5)


def solves(margin: Floats, variance: Floats | float) -> Floats:
    """Give the chance to solve at a margin (ability less difficulty, logits) that is known with this variance.

    The mean of a logistic over a Gaussian, by MacKay's approximation (1992), which is right to .02.
    """
    return np.asarray(1 / (1 + np.exp(-margin / np.sqrt(1 + pi / 8 * variance))))


def days(at: datetime) -> float:
    """Give a moment as days since 1970, UTC."""
    return at.astimezone(UTC).timestamp() / 86400


@dataclass(frozen=True, kw_only=True)
class _Past:
    """What a drill has told before an attempt, as of now."""

    precision: float = 0.0
    weighted: float = 0.0
    """About the margin, without the sitting that the attempt belongs to."""
    said_precision: float = 0.0
    said_weighted: float = 0.0
    """What the cell holds of it."""
    best: float = 0.0
    """Score in this sitting so far."""
    recall: float = 0.0
    stability: float = 0.0
    """Of the memory of the drill, at the beginning of this sitting."""
    began: float


def _taken_in(
    one: Evidence, held: Cell, before: Seen | None, difficulty: float, prior_variance: float, now: float
) -> tuple[Cell, Seen]:
    """Take the drill's old message out of its cell, hear the attempt, and put the new one in."""
    past = _Past(began=now) if before is None else _past(before, held, difficulty, now)
    score = min(1.0, max(0.0, one.score, past.best))
    rest_precision = max(0.0, held.precision - past.said_precision)
    rest_weighted = held.weighted - past.said_weighted
    variance = 1 / (rest_precision + 1 / prior_variance)
    ease = _EASIER[one.variant] + (_EASIER_AIDED if one.aided else 0.0)
    gained, told = _site(
        score,
        mean=rest_weighted * variance - difficulty + ease,
        variance=variance + SD_DIFFICULTY**2,
        own=(past.precision, past.weighted + past.precision * ease),
        share=_TELLS[one.variant],
        recall=past.recall,
    )
    precision, weighted = past.precision + gained, past.weighted + told - gained * ease
    says = 1 / (SD_DIFFICULTY**2 + 1 / precision)
    said = says * (weighted / precision + difficulty)
    kept = exp(_MOVES_ON)
    cell = Cell(
        rest_precision * kept + says,
        (rest_weighted + rest_precision * _LEARNS) * kept + said,
        held.discount + _MOVES_ON,
        held.learned + _LEARNS,
        held.last,
        held.held,
    )
    seen = Seen(
        precision=past.precision,
        weighted=past.weighted,
        score=score,
        recall=past.recall,
        stability=past.stability,
        last=past.began,
        discount=cell.discount,
        learned=cell.learned,
        said_precision=says,
        said_weighted=said,
    )
    return cell, seen


def _past(before: Seen, held: Cell, difficulty: float, now: float) -> _Past:
    """Bring what a drill told to the present: faded and moved as its cell was meanwhile."""
    kept, learned = exp(held.discount - before.discount), held.learned - before.learned
    says = before.said_precision * kept
    said = before.said_weighted * kept + says * learned
    if abs(now - before.last) < _SAME_SITTING:
        precision = before.precision * kept
        weighted = before.weighted * kept + precision * learned
        return _Past(
            precision=precision,
            weighted=weighted,
            said_precision=says,
            said_weighted=said,
            best=before.score,
            recall=before.recall,
            stability=before.stability,
            began=before.last,
        )
    # What it said up to its last sitting is what stands before this one; the message is taken back to the margin.
    precision = 1 / max(1e-9, 1 / says - SD_DIFFICULTY**2)
    stability = _stability(before)
    return _Past(
        precision=precision,
        weighted=precision * (said / says - difficulty),
        said_precision=says,
        said_weighted=said,
        recall=min(_MOST_RECALL, float(_MEMORY.recall(max(0.0, now - before.last), stability))),
        stability=stability,
        began=now,
    )


def _stability(before: Seen) -> float:
    """Give how long a drill is remembered after its last sitting, by FSRS at a middling difficulty.

    A card knows it better, but the estimate has to go on from itself alone, in whatever order cards are made anew.
    """
    rating = Rating.GOOD if before.score >= _REMEMBERED else Rating.AGAIN
    if not before.stability:
        return _MEMORY.first_stability(rating)
    stability, recall = np.float64(before.stability), np.float64(before.recall)
    return float(_MEMORY.stability(stability, _MIDDLING, recall, rating))


def _site(
    score: float, *, mean: float, variance: float, own: tuple[float, float], share: float, recall: float
) -> tuple[float, float]:
    """Give the Gaussian that stands for one attempt: its precision, and precision times its mean, about the margin.

    An attempt succeeds if the drill is remembered or, failing that, if it can be solved. What it says of the second is
    weighed by how likely a success is to come from it; a failure says that neither was the case. Laplace's
    approximation at the mode, where the drill's own past is part of the prior.
    """
    before = 1 / variance + own[0]
    centre = (mean / variance + own[1]) / before
    margin, slope, precision = centre, 0.0, 0.0
    for _ in range(_STEPS):
        able = _logistic(margin)
        success = recall + (1 - recall) * able
        slope = share * (score * able / success - able)
        # Of a success the expected information, which is never negative; of a failure the observed.
        precision = share * able * (1 - able) * (score * (1 - recall) * able / success + 1 - score)
        margin += (slope - before * (margin - centre)) / (precision + before)
    return precision, precision * margin + slope


def _faded(held: Cell, now: float) -> Cell:
    """Give what is left of a cell at a later moment; an earlier one takes nothing away."""
    elapsed = max(0.0, now - held.last)
    faded = -_DECAY * log(1 + _FACTOR * elapsed / held.held)
    grown = held.held * _HELD_GROWS if elapsed >= 1 else held.held
    kept = exp(faded)
    return Cell(
        held.precision * kept,
        held.weighted * kept,
        held.discount + faded,
        held.learned,
        max(now, held.last),
        min(_HELD_MOST, grown),
    )


def _logistic(logits: float) -> float:
    return 1 / (1 + exp(-logits))
