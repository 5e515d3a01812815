"""Where attempts are kept, as practice asks for it, and a journal in memory.

`store.SqlJournal` keeps the same promises in a database; tests/unit/test_journal.py holds both to them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Protocol

from msgspec.structs import replace

from deepdrill.practice.records import Aid, Attempt, Help, Standing, State
from deepdrill.practice.standing import Mark, standing_of

__all__ = ["Journal", "ListJournal", "finished", "voided"]


class Journal(Protocol):
    """Keeps attempts and help; every method may be called from any thread."""

    def begin(self, attempt: Attempt) -> None:
        """Keep an attempt before its work starts."""

    def finish(self, attempt_id: str, *, outcome: str, report: str, at: datetime) -> Attempt:
        """Record how an attempt ended.

        The first report stays: a second one changes nothing. A report for a void attempt counts, for whoever
        voided it was wrong to think that its work had died.
        """

    def void(self, attempt_id: str, *, note: str, at: datetime, report: str | None = None) -> Attempt:
        """Take an attempt out of the count and keep its text; a finished one stays as it is."""

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""

    def attempts(
        self, learner: str, drill: str | None = None, *, limit: int = 50, before: str | None = None
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first; `before` is the id of the last one already seen."""

    def unfinished(self) -> tuple[Attempt, ...]:
        """List the attempts of every learner that are still running, oldest first."""

    def open_help(self, help_: Help) -> None:
        """Record that a hint or the solution was opened; a second time changes nothing."""

    def help_for(self, learner: str, drill: str) -> tuple[Help, ...]:
        """List what a learner has opened on a drill: hints by rung, the solution last."""

    def standing(self, learner: str) -> dict[str, Standing]:
        """Say where a learner stands, by drill; drills without a finished attempt are left out."""


def finished(attempt: Attempt, *, outcome: str, report: str, at: datetime) -> Attempt:
    """Give the attempt as it is once its report is there."""
    if attempt.state is State.FINISHED:
        return attempt
    return replace(attempt, state=State.FINISHED, outcome=outcome, report=report, note="", finished_at=at)


def voided(attempt: Attempt, *, note: str, at: datetime, report: str | None = None) -> Attempt:
    """Give the attempt as it is once it no longer counts."""
    if attempt.state is not State.RUNNING:
        return attempt
    return replace(attempt, state=State.VOID, note=note, report=report, finished_at=at)


@dataclass(kw_only=True)
class ListJournal:
    """A journal in memory: for tests, and for trying things without leaving a trace."""

    kept: dict[str, Attempt] = field(default_factory=dict)
    opened: list[Help] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self, attempt: Attempt) -> None:
        """Keep an attempt before its work starts."""
        with self._lock:
            if attempt.id in self.kept:
                raise ValueError(f"attempt {attempt.id} has already begun")
            self.kept[attempt.id] = attempt

    def finish(self, attempt_id: str, *, outcome: str, report: str, at: datetime) -> Attempt:
        """Record how an attempt ended."""
        with self._lock:
            self.kept[attempt_id] = finished(self.kept[attempt_id], outcome=outcome, report=report, at=at)
            return self.kept[attempt_id]

    def void(self, attempt_id: str, *, note: str, at: datetime, report: str | None = None) -> Attempt:
        """Take an attempt out of the count and keep its text."""
        with self._lock:
            self.kept[attempt_id] = voided(self.kept[attempt_id], note=note, at=at, report=report)
            return self.kept[attempt_id]

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        with self._lock:
            return self.kept.get(attempt_id)

    def attempts(
        self, learner: str, drill: str | None = None, *, limit: int = 50, before: str | None = None
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first."""
        found = [attempt for attempt in self._newest_first() if attempt.learner == learner]
        if drill is not None:
            found = [attempt for attempt in found if attempt.drill == drill]
        if before is not None:
            last = self.kept.get(before)
            found = [attempt for attempt in found if last is not None and _age(attempt) < _age(last)]
        return tuple(found[:limit])

    def unfinished(self) -> tuple[Attempt, ...]:
        """List the attempts that are still running, oldest first."""
        return tuple(one for one in reversed(self._newest_first()) if one.state is State.RUNNING)

    def open_help(self, help_: Help) -> None:
        """Record that a hint or the solution was opened."""
        with self._lock:
            if not any(_same_help(help_, seen) for seen in self.opened):
                self.opened.append(help_)

    def help_for(self, learner: str, drill: str) -> tuple[Help, ...]:
        """List what a learner has opened on a drill."""
        with self._lock:
            found = [seen for seen in self.opened if (seen.learner, seen.drill) == (learner, drill)]
        return tuple(sorted(found, key=lambda seen: (seen.aid is Aid.SOLUTION, seen.rung)))

    def standing(self, learner: str) -> dict[str, Standing]:
        """Say where a learner stands, by drill."""
        return standing_of(
            Mark(
                drill=attempt.drill,
                revision=attempt.revision,
                outcome=attempt.outcome or "",
                hints=attempt.hints,
                saw_solution=attempt.saw_solution,
                made_at=attempt.made_at,
            )
            for attempt in reversed(self._newest_first())
            if attempt.learner == learner and attempt.state is State.FINISHED
        )

    def _newest_first(self) -> list[Attempt]:
        with self._lock:
            return sorted(self.kept.values(), key=_age, reverse=True)


def _age(attempt: Attempt) -> tuple[datetime, str]:
    return attempt.made_at, attempt.id


def _same_help(one: Help, other: Help) -> bool:
    return (one.learner, one.drill, one.aid, one.rung) == (other.learner, other.drill, other.aid, other.rung)
