"""Where interviews are kept, as this package asks for it, and a book in memory.

`store.SqlBook` keeps the same promises in a database; tests/test_interview_book.py holds both to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Protocol

import msgspec

from deepdrill.interview.edits import Edit
from deepdrill.interview.records import Event, Interview, Step

__all__ = ["Book", "ListBook", "Moved", "Saved"]


class Moved(Exception):  # noqa: N818  look again, then decide again
    """The log has grown since it was read."""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """Some edits of one step, as they came in together."""

    step: Step
    edits: tuple[Edit, ...]
    at: datetime


class Book(Protocol):
    """Keeps interviews, their logs and their edits; every method may be called from any thread."""

    def begin(self, interview: Interview) -> None:
        """Keep an interview before anything happens in it."""

    def interview(self, interview_id: str) -> Interview | None:
        """Find one."""

    def interviews(self, learner: str, *, limit: int = 50) -> tuple[Interview, ...]:
        """List them, newest first."""

    def log(self, interview_id: str) -> tuple[Event, ...]:
        """Give what happened, in order."""

    def append(self, interview_id: str, events: Sequence[Event], *, after: int) -> None:
        """Add to a log that has so many events.

        Raises:
            Moved: It has others; nothing was added.
        """

    def save(self, interview_id: str, saved: Saved) -> None:
        """Keep some edits."""

    def saved(self, interview_id: str, step: Step | None = None) -> tuple[Saved, ...]:
        """Give the edits of a step, or of all, in the order in which they came."""

    def saved_bytes(self, interview_id: str) -> int:
        """Say how much room an interview's edits take."""


@dataclass(kw_only=True)
class ListBook:
    """A book in memory: for tests, and for trying things without leaving a trace."""

    begun: dict[str, Interview] = field(default_factory=dict)
    logs: dict[str, list[Event]] = field(default_factory=dict)
    edits: dict[str, list[Saved]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self, interview: Interview) -> None:
        """Keep an interview before anything happens in it."""
        with self._lock:
            if interview.id in self.begun:
                raise ValueError(f"interview {interview.id} has already begun")
            self.begun[interview.id] = interview
            self.logs[interview.id], self.edits[interview.id] = [], []

    def interview(self, interview_id: str) -> Interview | None:
        """Find one."""
        with self._lock:
            return self.begun.get(interview_id)

    def interviews(self, learner: str, *, limit: int = 50) -> tuple[Interview, ...]:
        """List them, newest first."""
        with self._lock:
            mine = [one for one in self.begun.values() if one.learner == learner]
        return tuple(sorted(mine, key=lambda one: (one.begun_at, one.id), reverse=True)[:limit])

    def log(self, interview_id: str) -> tuple[Event, ...]:
        """Give what happened, in order."""
        with self._lock:
            return tuple(self.logs[interview_id])

    def append(self, interview_id: str, events: Sequence[Event], *, after: int) -> None:
        """Add to a log that has so many events."""
        with self._lock:
            if len(self.logs[interview_id]) != after:
                raise Moved
            self.logs[interview_id].extend(events)

    def save(self, interview_id: str, saved: Saved) -> None:
        """Keep some edits."""
        with self._lock:
            self.edits[interview_id].append(saved)

    def saved(self, interview_id: str, step: Step | None = None) -> tuple[Saved, ...]:
        """Give the edits of a step, or of all, in the order in which they came."""
        with self._lock:
            return tuple(one for one in self.edits[interview_id] if step in {None, one.step})

    def saved_bytes(self, interview_id: str) -> int:
        """Say how much room an interview's edits take."""
        with self._lock:
            return sum(len(msgspec.json.encode(one.edits)) for one in self.edits[interview_id])
