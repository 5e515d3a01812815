"""The chance to pass each round of the interview, what evidence is missing, and what would raise it most.

A round is a few questions of which enough must be solved (`BARS`). Given a learner's abilities the chance follows; what
is not known of the abilities makes the interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from deepdrill.content.records import Level, Round
from deepdrill.curriculum.ability import ONE_ATTEMPT, SD_DIFFICULTY, solves
from deepdrill.curriculum.course import LEVEL_MARGIN, ROUNDS, Course
from deepdrill.curriculum.outlook import Outlook, look
from deepdrill.curriculum.records import Estimate, Missing, Profile, Readiness, RoundReadiness, Step
from deepdrill.recall.records import Card

__all__ = ["BARS", "Bar", "readiness"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bar:
    """How many questions a round has, and how many must be solved."""

    questions: int
    solved: int


BARS = {
    Round.CODING: Bar(3, 2),
    Round.THEORY: Bar(8, 5),
    Round.DEBUGGING: Bar(3, 2),
    Round.ARITHMETIC: Bar(4, 3),
    Round.DESIGN: Bar(3, 2),
    Round.TALK: Bar(3, 2),
    Round.MIXED: Bar(6, 4),
}
"""A reading of the reports, in which a coding round is one task with two extensions and theory is rapid questions:
about two thirds solved is a pass in each."""

_DRAWS = 400
"""Of abilities; the error of a chance of one half is then two points."""
_NINE_IN_TEN = (0.05, 0.95)
_MOST_MISSING, _MOST_STEPS = 3, 3
_ENOUGH = 3.0
"""Fresh attempts in a topic and round from which on evidence is not called missing."""
_FAMILIAR_WITHIN = 0.4
"""The share of familiar questions may be smaller or larger than what `outlook` takes it for by this share of it."""
_SPREAD_OF_LEVELS = 0.7
"""Logits. Of the difficulty of questions for which the library has no drill."""


@dataclass(frozen=True, kw_only=True)
class _Questions:
    """What may be asked in one round, by drill or, where the library has none, by cell."""

    cell: Ints
    difficulty: Floats
    share: Floats
    """They add up to one."""
    known: Floats
    """Chance that such a question is familiar and remembered."""


def readiness(
    course: Course, profile: Profile, estimate: Estimate, cards: Mapping[str, Card], now: datetime
) -> Readiness:
    """Say how ready a learner is, for their role and level, were the interview now."""
    outlook = look(course, profile, estimate, cards, now)
    role = course.role(profile)
    draws = _draws(outlook)
    asked = {one: _questions(course, profile, outlook, one) for one in ROUNDS if role.rounds.get(one, 0.0) > 0}
    rounds = []
    for one, questions in asked.items():
        chance = _chances(draws, questions)
        rounds.append(_round(course, outlook, estimate, one, role.rounds[one], chance, questions))
    rounds.sort(key=lambda one: -one.share)
    if len(asked) > 1:
        parts = [role.rounds[one] * _chances(draws, questions) for one, questions in asked.items()]
        rounds.append(_mixed(np.sum(parts, axis=0) / sum(role.rounds[one] for one in asked), rounds))
    return Readiness(role=profile.role, level=profile.level, at=now, rounds=tuple(rounds))


def _draws(outlook: Outlook) -> Floats:
    """Draw abilities (draws, cells); the same draws every time, so that readiness moves only when evidence does."""
    known = outlook.known
    values, vectors = np.linalg.eigh(known.covariance)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    half = np.random.default_rng(0).standard_normal((_DRAWS // 2, len(known.mean)))
    normals = np.concatenate([half, -half])  # in pairs, so that the mean is exact
    return np.asarray(known.mean + normals @ root.T)


def _questions(course: Course, profile: Profile, outlook: Outlook, one: Round) -> _Questions:
    inside = np.flatnonzero((course.round == ROUNDS.index(one)) & (outlook.asked > 0))
    if len(inside):
        share = outlook.asked[inside]
        return _Questions(
            cell=course.cell[inside],
            difficulty=course.difficulty[inside],
            share=share / share.sum(),
            known=outlook.familiar[inside] * outlook.recall[inside],
        )
    topics = course.role(profile).topics
    share = np.array([topics.get(topic, 0.0) for topic in course.topics])
    return _Questions(
        cell=np.arange(len(course.topics)) * len(ROUNDS) + ROUNDS.index(one),
        difficulty=np.full(len(course.topics), LEVEL_MARGIN[Level(profile.level)] * _SPREAD_OF_LEVELS),
        share=share / share.sum(),
        known=np.zeros(len(course.topics)),
    )


def _chances(draws: Floats, questions: _Questions) -> Floats:
    """Give the chance to solve one question of the round, for each draw of abilities."""
    margin = draws[:, questions.cell] - questions.difficulty  # (draws, questions)
    able = solves(margin, SD_DIFFICULTY**2)
    # How many questions turn out to be familiar nobody knows; the interval holds that too.
    spread = np.random.default_rng(1).uniform(-_FAMILIAR_WITHIN, _FAMILIAR_WITHIN, (len(draws), 1))
    known = np.minimum(1.0, questions.known * (1 + spread))
    return np.asarray((able + (1 - able) * known) @ questions.share)


def _passes(chance: Floats, bar: Bar) -> Floats:
    """Give the chance that enough of the questions are solved."""
    return np.asarray(
        sum(
            _ways(bar.questions, solved) * chance**solved * (1 - chance) ** (bar.questions - solved)
            for solved in range(bar.solved, bar.questions + 1)
        )
    )


@cache
def _ways(questions: int, solved: int) -> int:
    return comb(questions, solved)


def _round(
    course: Course,
    outlook: Outlook,
    estimate: Estimate,
    one: Round,
    share: float,
    chance: Floats,
    questions: _Questions,
) -> RoundReadiness:
    passes = _passes(chance, BARS[one])
    low, high = np.quantile(passes, _NINE_IN_TEN)
    attempts = {cell: _attempts(course, estimate, cell) for cell in set(questions.cell.tolist())}
    return RoundReadiness(
        round=one,
        p=float(passes.mean()),
        low=float(low),
        high=float(high),
        share=share,
        attempts=sum(attempts.values()),
        missing=_missing(course, one, questions, attempts),
        best=_best(course, outlook, one, chance, share),
    )


def _mixed(chance: Floats, rounds: list[RoundReadiness]) -> RoundReadiness:
    """Give the round that asks a little of each."""
    passes = _passes(chance, BARS[Round.MIXED])
    low, high = np.quantile(passes, _NINE_IN_TEN)
    steps = sorted((step for one in rounds for step in one.best), key=lambda step: -step.gain_an_hour)
    missing = sorted((gap for one in rounds for gap in one.missing), key=lambda gap: -gap.share)
    return RoundReadiness(
        round=Round.MIXED,
        p=float(passes.mean()),
        low=float(low),
        high=float(high),
        share=0.0,
        attempts=sum(one.attempts for one in rounds),
        missing=tuple(missing[:_MOST_MISSING]),
        best=tuple(steps[:_MOST_STEPS]),
    )


def _attempts(course: Course, estimate: Estimate, cell: int) -> float:
    held = estimate.cells.get(course.name(cell))
    return 0.0 if held is None else held.precision / ONE_ATTEMPT


def _missing(course: Course, one: Round, questions: _Questions, attempts: Mapping[int, float]) -> tuple[Missing, ...]:
    shares = np.bincount(questions.cell, weights=questions.share, minlength=course.cells)
    there = np.bincount(course.cell, minlength=course.cells) > 0
    if not there[questions.cell].any():
        says = "The library has no drill for this round yet, so this is a guess from the rest."
        return (Missing(topic=course.topics[int(shares.argmax()) // len(ROUNDS)], round=one, share=1.0, says=says),)
    gaps = sorted((cell for cell, n in attempts.items() if n < _ENOUGH), key=lambda cell: -shares[cell])
    return tuple(
        Missing(
            topic=course.topics[cell // len(ROUNDS)],
            round=one,
            share=float(shares[cell]),
            says=_gap(course, cell, attempts[cell]),
        )
        for cell in gaps[:_MOST_MISSING]
        if shares[cell] > 0
    )


def _gap(course: Course, cell: int, attempts: float) -> str:
    title = course.library.topics[course.topics[cell // len(ROUNDS)]].title
    if attempts < 1:
        return f"{title}: nothing recent to go by. One or two attempts would tell much."
    return f"{title}: little to go by. Another attempt at a new drill would tell more."


def _best(course: Course, outlook: Outlook, one: Round, chance: Floats, share: float) -> tuple[Step, ...]:
    """List what raises the chance to pass most per hour: the worth of a drill, through the slope at the bar."""
    step = 0.01
    slope = float((_passes(np.minimum(1.0, chance + step), BARS[one]) - _passes(chance, BARS[one])).mean()) / step
    inside = (course.round == ROUNDS.index(one)) & (outlook.reachable | ~outlook.fresh)
    hourly = np.where(inside, outlook.worth / share * slope / outlook.minutes * 60, 0.0)
    order = np.argsort(-hourly)[:_MOST_STEPS]
    return tuple(
        Step(
            drill=course.drills[place].path,
            minutes=float(outlook.minutes[place]),
            gain_an_hour=float(hourly[place]),
            says=_what_for(outlook, int(place)),
        )
        for place in order
        if hourly[place] > 0
    )


def _what_for(outlook: Outlook, place: int) -> str:
    if outlook.fresh[place]:
        return "New, and likely to be asked for this role."
    return "Known once; doing it again keeps it until the day."
