"""Where attempts are kept, as practice asks for it, and a journal in memory.

`store.SqlJournal` keeps the same promises in a database; tests/unit/test_journal.py holds both to them.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Protocol

from msgspec.structs import replace

from deepdrill.practice.learning import Learned, Learning, Told
from deepdrill.practice.records import Aid, Attempt, Correction, Help, Standing, State
from deepdrill.practice.standing import Mark, standing_of
from deepdrill.recall import Variant

__all__ = ["Journal", "ListJournal", "amended", "finished", "voided"]


class Journal(Protocol):
    """Keeps attempts and help, and what follows from them; every method may be called from any thread.

    An attempt, its card and the estimate change together or not at all.
    """

    learning: Learning | None
    """Takes in what is finished, amended or corrected; None leaves that to the next time that `learned` is asked."""

    def begin(self, attempt: Attempt) -> None:
        """Keep an attempt before its work starts."""

    def finish(self, attempt_id: str, *, outcome: str, report: str, at: datetime) -> Attempt:
        """Record how an attempt ended.

        The first report stays: a second one changes nothing. A report for a void attempt counts, for whoever
        voided it was wrong to think that its work had died.
        """

    def void(self, attempt_id: str, *, note: str, at: datetime, report: str | None = None) -> Attempt:
        """Take an attempt out of the count and keep its text; a finished one stays as it is."""

    def amend(self, attempt_id: str, *, outcome: str, report: str) -> Attempt:
        """Put another report in place of a finished attempt's; one that is not finished stays as it is."""

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""

    def attempts(
        self,
        learner: str,
        drill: str | None = None,
        *,
        limit: int = 50,
        before: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first.

        Args:
            learner: Whose.
            drill: At this drill alone.
            limit: At most so many.
            before: The id of the last one already seen.
            since: Only those handed in then or later.
        """

    def unfinished(self) -> tuple[Attempt, ...]:
        """List the attempts of every learner that are still running, oldest first."""

    def open_help(self, help_: Help) -> None:
        """Record that a hint or the solution was opened; a second time changes nothing."""

    def help_for(self, learner: str, drill: str) -> tuple[Help, ...]:
        """List what a learner has opened on a drill: hints by rung, the solution last."""

    def open_drill(self, learner: str, drill: str, at: datetime) -> None:
        """Record when a learner began to look at a drill, in place of any time before."""

    def opened_at(self, learner: str, drill: str) -> datetime | None:
        """Say when a learner last began to look at a drill."""

    def correct(self, correction: Correction) -> None:
        """Keep the learner's own word on an attempt, in place of an earlier one."""

    def withdraw(self, attempt_id: str) -> None:
        """Forget the learner's own word on an attempt; without one, nothing changes."""

    def correction(self, attempt_id: str) -> Correction | None:
        """Find the learner's own word on an attempt."""

    def learned(self, learner: str) -> Learned:
        """Say what is known of a learner; made anew from all attempts where it is missing or of older rules."""

    def take_in(self, attempts: Iterable[Attempt], helps: Iterable[Help], corrections: Iterable[Correction]) -> int:
        """Keep what comes from another journal, all or nothing; what is here already stays. Counts the new attempts."""

    def every_help(self, learner: str) -> tuple[Help, ...]:
        """List all help that a learner has opened, oldest first."""

    def every_correction(self, learner: str) -> tuple[Correction, ...]:
        """List every word of a learner on their own attempts, oldest first."""

    def standing(self, learner: str) -> dict[str, Standing]:
        """Say where a learner stands, by drill; drills without a finished attempt at the whole are left out."""


def finished(attempt: Attempt, *, outcome: str, report: str, at: datetime) -> Attempt:
    """Give the attempt as it is once its report is there."""
    if attempt.state is State.FINISHED:
        return attempt
    return replace(attempt, state=State.FINISHED, outcome=outcome, report=report, note="", finished_at=at)


def amended(attempt: Attempt, *, outcome: str, report: str) -> Attempt:
    """Give the attempt with another report."""
    return replace(attempt, outcome=outcome, report=report) if attempt.state is State.FINISHED else attempt


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
    began: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When a learner began to look at a drill."""
    corrections: dict[str, Correction] = field(default_factory=dict)
    learning: Learning | None = None
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

    def amend(self, attempt_id: str, *, outcome: str, report: str) -> Attempt:
        """Put another report in place of a finished attempt's."""
        with self._lock:
            self.kept[attempt_id] = amended(self.kept[attempt_id], outcome=outcome, report=report)
            return self.kept[attempt_id]

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        with self._lock:
            return self.kept.get(attempt_id)

    def attempts(
        self,
        learner: str,
        drill: str | None = None,
        *,
        limit: int = 50,
        before: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first."""
        found = [attempt for attempt in self._newest_first() if attempt.learner == learner]
        if drill is not None:
            found = [attempt for attempt in found if attempt.drill == drill]
        if since is not None:
            found = [attempt for attempt in found if attempt.made_at >= since]
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
            if attempt.learner == learner and attempt.state is State.FINISHED and attempt.variant is Variant.WHOLE
        )

    def open_drill(self, learner: str, drill: str, at: datetime) -> None:
        """Record when a learner began to look at a drill."""
        with self._lock:
            self.began[learner, drill] = at

    def opened_at(self, learner: str, drill: str) -> datetime | None:
        """Say when a learner last began to look at a drill."""
        with self._lock:
            return self.began.get((learner, drill))

    def correct(self, correction: Correction) -> None:
        """Keep the learner's own word on an attempt."""
        with self._lock:
            if correction.attempt not in self.kept:
                raise KeyError(correction.attempt)
            self.corrections[correction.attempt] = correction

    def withdraw(self, attempt_id: str) -> None:
        """Forget the learner's own word on an attempt."""
        with self._lock:
            self.corrections.pop(attempt_id, None)

    def correction(self, attempt_id: str) -> Correction | None:
        """Find the learner's own word on an attempt."""
        with self._lock:
            return self.corrections.get(attempt_id)

    def learned(self, learner: str) -> Learned:
        """Say what is known of a learner; gone through anew each time, for a journal in memory is short."""
        if self.learning is None:
            return Learned()
        every = [one for one in reversed(self._newest_first()) if one.learner == learner]
        return replay(self.learning, every, self.corrections)

    def take_in(self, attempts: Iterable[Attempt], helps: Iterable[Help], corrections: Iterable[Correction]) -> int:
        """Keep what comes from another journal; what is here already stays."""
        new = {attempt.id: attempt for attempt in attempts if attempt.id not in self.kept}
        said = {one.attempt: one for one in corrections}
        with self._lock:
            self.kept |= new
            self.corrections = said | self.corrections
        for help_ in helps:
            self.open_help(help_)
        return len(new)

    def every_help(self, learner: str) -> tuple[Help, ...]:
        """List all help that a learner has opened, oldest first."""
        with self._lock:
            found = [seen for seen in self.opened if seen.learner == learner]
        return tuple(sorted(found, key=lambda seen: (seen.opened_at, seen.drill, seen.aid, seen.rung)))

    def every_correction(self, learner: str) -> tuple[Correction, ...]:
        """List every word of a learner on their own attempts, oldest first."""
        with self._lock:
            found = [said for said in self.corrections.values() if said.learner == learner]
        return tuple(sorted(found, key=lambda said: (said.said_at, said.attempt)))

    def _newest_first(self) -> list[Attempt]:
        with self._lock:
            return sorted(self.kept.values(), key=_age, reverse=True)


def replay(learning: Learning, every: Iterable[Attempt], corrections: Mapping[str, Correction]) -> Learned:
    """Take in the finished ones of all attempts, which come in the order of their age."""
    said = {name: one.says for name, one in corrections.items()}
    finished_ones = (one for one in every if one.state is State.FINISHED)
    learned = learning.replay(Told(attempt=one, says=said.get(one.id)) for one in finished_ones)
    return dataclasses.replace(learned, made_anew_from=0)


def _age(attempt: Attempt) -> tuple[datetime, str]:
    return attempt.made_at, attempt.id


def _same_help(one: Help, other: Help) -> bool:
    return (one.learner, one.drill, one.aid, one.rung) == (other.learner, other.drill, other.aid, other.rung)
