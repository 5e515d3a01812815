"""Which drill the interviewer puts next: harder after a good answer, easier after a bad one, never the same twice.

A pure function of what has happened and a seed.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deepdrill.content.records import Drill, Implement, Kind, Level, Library, Round

__all__ = ["LEVELS", "Past", "Pick", "can_ask", "pick", "target_level"]

LEVELS = (Level.FRESHER, Level.MID, Level.SENIOR)

RECENT = timedelta(days=14)
"""A drill solved since then would test memory of the last sitting."""

STEP = 0.5
"""Levels by which a turn moves the next one."""

STRONG, WEAK = 0.75, 0.4

MIXED = (Round.THEORY, Round.CODING, Round.ARITHMETIC, Round.DEBUGGING)

_FREQUENT = math.log1p(31)
_AWAY, _OFTEN, _MINE, _AGAIN, _SOLVED, _CHANCE = 1.2, 0.8, 0.6, 1.0, 3.0, 0.35
"""What weighs: a level off, asked often, a topic of the role, the same topic again, a drill just solved, luck."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A turn that was."""

    drill: str
    round: Round
    score: float | None
    """None where nothing was answered that counts."""
    passed: bool = False


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What is asked, and why."""

    drill: Drill
    because: str


def pick(
    library: Library,
    *,
    round_: Round,
    level: Level,
    topics: Mapping[str, float],
    past: Sequence[Past],
    solved: Mapping[str, datetime],
    left_minutes: float,
    now: datetime,
    seed: int,
) -> Pick | None:
    """Choose the next drill of a round; None where nothing is left that fits.

    Args:
        library: All drills.
        round_: What is to be tested.
        level: Of the post.
        topics: What each topic weighs for the role; empty for none in particular.
        past: This interview's turns so far.
        solved: When each drill was passed last.
        left_minutes: On the clock.
        now: The present moment.
        seed: Of the interview.
    """
    asked = {one.drill for one in past}
    of = _round_of(round_, past, library, asked)
    fitting = [
        drill
        for drill in library.drills.values()
        if can_ask(drill) and drill.round is of and drill.path not in asked and drill.minutes <= left_minutes
    ]
    step = _ladder(library, past, fitting, solved, now)
    if step is not None:
        return step
    rng = random.Random(f"{seed} {len(past)}")  # noqa: S311  which drill is asked keeps no secret
    target = target_level(level, past)
    heaviest = max(topics.values(), default=0.0) or 1.0

    def worth(drill: Drill) -> float:
        luck = -math.log(-math.log(rng.random() or 0.5))
        return (
            -_AWAY * abs(LEVELS.index(drill.level) - target)
            + _OFTEN * math.log1p(drill.frequency) / _FREQUENT
            + _MINE * topics.get(drill.topic, 0.0) / heaviest
            - _AGAIN * any(path.partition("/")[0] == drill.topic for path in asked)
            - _SOLVED * _is_fresh(drill, solved, now)
            + _CHANCE * luck
        )

    best = max(fitting, key=worth, default=None)
    return None if best is None else Pick(drill=best, because=_reason(best, level, target))


def can_ask(drill: Drill) -> bool:
    """Tell whether a drill can be put in an interview: not what takes hours, nor what needs a package of its own."""
    if drill.kind in {Kind.LAB, Kind.CASE}:
        return False
    return not (isinstance(drill.body, Implement) and drill.body.packages)


def target_level(level: Level, past: Sequence[Past]) -> float:
    """Give the level to ask at, from 0 (fresher) to 2 (senior): that of the post, moved by every answer."""
    target = float(LEVELS.index(level))
    for one in past:
        if one.score is not None:
            target += STEP if one.score >= STRONG else -STEP if one.score < WEAK else 0.0
            target = min(max(target, 0.0), len(LEVELS) - 1.0)
    return target


def _round_of(round_: Round, past: Sequence[Past], library: Library, asked: set[str]) -> Round:
    """Say what a mixed round asks now: what it has asked least, in a fixed order."""
    if round_ is not Round.MIXED:
        return round_
    there = {drill.round for drill in library.drills.values() if can_ask(drill) and drill.path not in asked}
    counts = [
        (sum(one.round is kind for one in past), place, kind) for place, kind in enumerate(MIXED) if kind in there
    ]
    return min(counts)[2] if counts else Round.THEORY


def _ladder(
    library: Library, past: Sequence[Past], fitting: Sequence[Drill], solved: Mapping[str, datetime], now: datetime
) -> Pick | None:
    """Offer the next rung of a ladder after a pass."""
    if not past or not past[-1].passed:
        return None
    by_path = {drill.path: drill for drill in fitting}
    for ladder in library.ladders.values():
        for rung in ladder.after(past[-1].drill)[:1]:
            if rung in by_path and not _is_fresh(by_path[rung], solved, now):
                return Pick(drill=by_path[rung], because=f"the next step of “{ladder.title}”, after a pass")
    return None


def _is_fresh(drill: Drill, solved: Mapping[str, datetime], now: datetime) -> bool:
    at = solved.get(drill.path)
    return at is not None and now - at < RECENT


def _reason(drill: Drill, level: Level, target: float) -> str:
    post = float(LEVELS.index(level))
    pace = "harder than the post, since you did well" if target > post else "easier, to find firm ground"
    how = f"at {drill.level} level" if target == post else pace
    often = f", asked in {drill.frequency} of 117 sources" if drill.frequency else ""
    return f"{how}{often}"
