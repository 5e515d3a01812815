"""How long a drill took, and how many tries it took so far: facts of an attempt, known when it is handed in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from deepdrill.content.records import Drill
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt, State

__all__ = ["SITTING", "begin_to_look", "longest", "spent_s", "tries_of"]

SITTING = timedelta(hours=4)
"""Attempts at a drill that are not further apart belong to one sitting."""

PATIENCE = 4
"""Whoever takes more than so many times a drill's minutes has been away from it."""

SHORTEST_PATIENCE = timedelta(minutes=20)


def longest(drill: Drill) -> timedelta:
    """Say beyond what time nobody knows how long a drill took."""
    return max(SHORTEST_PATIENCE, PATIENCE * timedelta(minutes=drill.minutes))


def begin_to_look(drill: Drill, *, learner: str, journal: Journal, at: datetime) -> None:
    """Record that a learner looks at a drill; who comes back to it soon, without having passed, still looks."""
    since = journal.opened_at(learner, drill.path)
    newest = journal.attempts(learner, drill.path, limit=1)
    if since is None or at - since > longest(drill) or _passed_since(newest, since):
        journal.open_drill(learner, drill.path, at)


def spent_s(drill: Drill, since: datetime | None, newest: Sequence[Attempt], at: datetime) -> int | None:
    """Say how many seconds a drill took; None where nobody saw it begin, or it lay open too long.

    Args:
        drill: The drill.
        since: When the learner began to look at it.
        newest: The newest attempt before this one, where there is one; after a pass nobody knows when they began anew.
        at: When it was handed in.
    """
    if since is None or _passed_since(newest, since) or not timedelta() <= at - since <= longest(drill):
        return None
    return round((at - since).total_seconds())


def tries_of(newest: Sequence[Attempt], at: datetime) -> int:
    """Count this attempt among those of its sitting, given the newest one before it; a pass begins anew."""
    for before in newest:
        if before.state is not State.VOID and not before.passed and at - before.made_at < SITTING:
            return before.tries + 1
    return 1


def _passed_since(newest: Sequence[Attempt], since: datetime) -> bool:
    return any(one.passed and one.made_at >= since for one in newest)
