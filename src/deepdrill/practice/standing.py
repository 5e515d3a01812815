"""Fold attempts into where a learner stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deepdrill.practice.records import Standing

__all__ = ["Mark", "standing_of"]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What standing needs of one finished attempt."""

    drill: str
    revision: int
    outcome: str
    hints: int
    saw_solution: bool
    made_at: datetime


def standing_of(marks: Iterable[Mark]) -> dict[str, Standing]:
    """Give the standing by drill; marks come in the order in which they were made."""
    by_drill: dict[str, list[Mark]] = {}
    for mark in marks:
        by_drill.setdefault(mark.drill, []).append(mark)
    return {drill: _standing(drill, marks) for drill, marks in by_drill.items()}


def _standing(drill: str, marks: list[Mark]) -> Standing:
    passes = [mark for mark in marks if mark.outcome == "passed"]
    honest = [mark.hints for mark in passes if not mark.saw_solution]
    return Standing(
        drill=drill,
        tries=len(marks),
        passed=bool(passes),
        passed_revision=max((mark.revision for mark in passes), default=None),
        passed_at=passes[0].made_at if passes else None,
        unaided=0 in honest,
        fewest_hints=min(honest, default=None),
        last_outcome=marks[-1].outcome,
        last_at=marks[-1].made_at,
    )
