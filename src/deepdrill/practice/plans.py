"""What a learner gets ready for and what they do today: kept, so that a restart loses nothing.

`store.SqlPlans` keeps the same promises in a database; tests/test_plans.py holds both to them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from threading import Lock
from typing import Protocol

import msgspec

from deepdrill.curriculum import Item, Profile

__all__ = ["AskedFor", "KeptSitting", "ListPlans", "Placing", "Plans", "Setup"]


class Placing(StrEnum):
    """How far the placement came."""

    OFFERED = "offered"
    OPEN = "open"
    SKIPPED = "skipped"
    DONE = "done"


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has told about themselves."""

    learner: str
    profile: Profile
    placement: Placing = Placing.OFFERED
    placing_since: datetime | None = None
    """When the placement began."""
    passed_over: tuple[str, ...] = ()
    """Drills that the learner did not want to be placed by."""
    set_at: datetime


class KeptSitting(msgspec.Struct, frozen=True, kw_only=True):
    """A day's sitting as it was planned; how far it came is seen from the attempts since."""

    learner: str
    day: date
    items: tuple[Item, ...]
    minutes: float
    """What the learner wanted to spend."""
    seed: int
    put_off: tuple[str, ...] = ()
    """Drills that the learner does not want on this day."""
    made_at: datetime


class AskedFor(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that something else, such as a debrief, wants in the next sitting."""

    learner: str
    drill: str
    says: str
    """Why, in one line to the learner."""
    asked_at: datetime


class Plans(Protocol):
    """Keeps set-ups and sittings; every method may be called from any thread."""

    def setup(self, learner: str) -> Setup | None:
        """Find what a learner has told about themselves."""

    def set_up(self, setup: Setup) -> None:
        """Keep it, in place of what was told before."""

    def sitting(self, learner: str, day: date) -> KeptSitting | None:
        """Find a day's sitting."""

    def keep_sitting(self, sitting: KeptSitting) -> None:
        """Keep a day's sitting, in place of an earlier plan for that day."""

    def ask_for(self, asked: AskedFor) -> None:
        """Have a drill in the next sitting; a newer reason takes the place of an older one."""

    def asked_for(self, learner: str) -> tuple[AskedFor, ...]:
        """List the drills that were asked for, oldest first."""

    def met(self, learner: str, drill: str) -> None:
        """Forget that a drill was asked for."""


@dataclass(kw_only=True)
class ListPlans:
    """Plans in memory: for tests, and for trying things without leaving a trace."""

    setups: dict[str, Setup] = field(default_factory=dict)
    sittings: dict[tuple[str, date], KeptSitting] = field(default_factory=dict)
    wanted: dict[tuple[str, str], AskedFor] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def setup(self, learner: str) -> Setup | None:
        """Find what a learner has told about themselves."""
        return self.setups.get(learner)

    def set_up(self, setup: Setup) -> None:
        """Keep it, in place of what was told before."""
        self.setups[setup.learner] = setup

    def sitting(self, learner: str, day: date) -> KeptSitting | None:
        """Find a day's sitting."""
        return self.sittings.get((learner, day))

    def keep_sitting(self, sitting: KeptSitting) -> None:
        """Keep a day's sitting."""
        self.sittings[sitting.learner, sitting.day] = sitting

    def ask_for(self, asked: AskedFor) -> None:
        """Have a drill in the next sitting."""
        with self._lock:
            self.wanted[asked.learner, asked.drill] = asked

    def asked_for(self, learner: str) -> tuple[AskedFor, ...]:
        """List the drills that were asked for, oldest first."""
        with self._lock:
            found = [one for one in self.wanted.values() if one.learner == learner]
        return tuple(sorted(found, key=lambda one: (one.asked_at, one.drill)))

    def met(self, learner: str, drill: str) -> None:
        """Forget that a drill was asked for."""
        with self._lock:
            self.wanted.pop((learner, drill), None)
