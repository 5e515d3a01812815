"""Whose turn it is: a fixed number of places, given out in rotation between learners.

A learner with a hundred submissions waiting delays another's first one by at most one place, not by a hundred. What a
place is, and what is done with it, is not decided here.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Turn", "Turns"]

Place = TypeVar("Place")


class Turn(Generic[Place]):
    """One wish for a place: waiting, holding one, or cancelled."""

    def __init__(self, learner: str) -> None:
        self.learner = learner
        self.place: Place | None = None
        self.cancelled = False
        self.ready = threading.Event()
        """Set once there is a place, or none will come."""


class Turns(Generic[Place]):
    """Places and the learners who wait for them; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: deque[Place] = deque()
        self._waiting: dict[str, deque[Turn[Place]]] = {}
        """By learner, in the order of rotation: the first is served next and then goes to the back."""

    def give(self, place: Place) -> None:
        """Hand back a place, or bring a new one: it goes to whoever is next."""
        with self._lock:
            turn = self._next()
            if turn is None:
                self._free.append(place)
                return
            turn.place = place
        turn.ready.set()

    def take_free(self) -> Place | None:
        """Take a place that nobody waits for, or None."""
        with self._lock:
            return self._free.popleft() if self._free else None

    def queue_up(self, learner: str) -> Turn[Place]:
        """Ask for a place; `turn.ready` is set when it is there."""
        turn: Turn[Place] = Turn(learner)
        with self._lock:
            if self._free:
                turn.place = self._free.popleft()
                turn.ready.set()
            else:
                self._waiting.setdefault(learner, deque()).append(turn)
        return turn

    def cancel(self, turn: Turn[Place], interrupt: Callable[[Place], None]) -> None:
        """Take back a wish: out of the queue where it waits, interrupted where it holds a place."""
        with self._lock:
            turn.cancelled = True
            place = turn.place
            if place is None:
                self._forget(turn)
        if place is not None:
            interrupt(place)
        turn.ready.set()

    def _next(self) -> Turn[Place] | None:
        for learner, turns in self._waiting.items():
            turn = turns.popleft()
            del self._waiting[learner]
            if turns:
                self._waiting[learner] = turns  # to the back of the rotation
            return turn
        return None

    def _forget(self, turn: Turn[Place]) -> None:
        turns = self._waiting.get(turn.learner)
        if turns is not None and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[turn.learner]
