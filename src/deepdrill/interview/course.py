"""What happens next in an interview: decisions as events, from what it looks like now. Nothing is kept or judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deepdrill.content.records import Drill, Library, Round
from deepdrill.interview.picking import Past, pick
from deepdrill.interview.records import (
    Answered,
    Asked,
    Ended,
    Event,
    FollowUpAnswered,
    Interview,
    Left,
    Room,
    Step,
    Turn,
    Why,
)
from deepdrill.interview.timing import ends_at, is_late, is_over, left_s, place_at, round_ends_s, spent_s

__all__ = ["Course", "Handed", "follow_up_due", "past_of"]

GOOD_ENOUGH = 0.5
"""From this score on two follow-ups are asked, below it one."""

SHORTEST_S = 60.0
"""Seconds that have to be left for another follow-up."""


OVERRUN = 5.0
"""Minutes by which a drill may outlast its round's share."""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """Something that the learner hands in."""

    step: Step
    number: int
    """Of the try; 1 for a follow-up."""
    text: str
    from_draft: bool = False


@dataclass(frozen=True, kw_only=True)
class Course:
    """Decides; everything that it needs to know is here."""

    library: Library
    solved: Mapping[str, datetime]
    """When each drill was passed last, before this interview."""
    now: datetime

    def begin_turn(self, room: Room) -> tuple[Event, ...]:
        """Put the next drill, or end the interview where the time or the rounds are used up."""
        if room.ended_at is not None:
            return ()
        left = self._leave(room)
        place = place_at(room, self.now)
        while place < len(room.interview.rounds):
            asked = self._ask(room, place)
            if asked is not None:
                return (*left, asked)
            place += 1
        return (*left, Ended(at=self.now, why=Why.DONE))

    def take(self, room: Room, handed: Handed) -> tuple[Event, ...]:
        """Take what is handed in; what was handed in before, or to another step, changes nothing."""
        turn = next((turn for turn in room.turns if turn.number == handed.step.turn), None)
        if turn is None:
            return ()
        late = is_late(room, self.now)
        if handed.step.number:
            asking = next((one for one in turn.askings if one.step == handed.step.number), None)
            if asking is None or asking.text:
                return ()
            return (
                FollowUpAnswered(
                    at=self.now,
                    turn=turn.number,
                    step=asking.step,
                    text=handed.text,
                    late=late,
                    from_draft=handed.from_draft,
                ),
            )
        # A turn that was left without an answer takes one that was on its way; one that goes on takes the next try.
        expected = len(turn.tries) + 1
        if handed.number != expected or not (turn.open or not turn.tries):
            return ()
        return (
            Answered(
                at=self.now,
                turn=turn.number,
                number=handed.number,
                text=handed.text,
                late=late or turn.left_at is not None,
                from_draft=handed.from_draft,
            ),
        )

    def strike(self, room: Room, draft: Handed | None) -> tuple[Event, ...]:
        """End an interview whose clock has run out, at the moment when it did; what was written is taken."""
        if room.ended_at is not None or not is_over(room, self.now):
            return ()
        return self._close(room, draft, at=ends_at(room, self.now), why=Why.TIME)

    def end(self, room: Room, draft: Handed | None) -> tuple[Event, ...]:
        """End an interview because the learner wants to; what was written is taken."""
        if room.ended_at is not None:
            return ()
        return self._close(room, draft, at=self.now, why=Why.LEARNER)

    def _close(self, room: Room, draft: Handed | None, *, at: datetime, why: Why) -> tuple[Event, ...]:
        there = Course(library=self.library, solved=self.solved, now=at)
        taken = there.take(room, draft) if draft else ()
        return (*taken, Ended(at=at, why=why))

    def _leave(self, room: Room) -> tuple[Event, ...]:
        turn = room.turn
        return () if turn is None or turn.left_at is not None else (Left(at=self.now, turn=turn.number),)

    def _ask(self, room: Room, place: int) -> Asked | None:
        interview = room.interview
        role = self.library.roles.get(interview.role)
        found = pick(
            self.library,
            round_=interview.rounds[place],
            level=interview.level,
            topics=role.topics if role else {},
            past=past_of(room, self.library),
            solved=self.solved,
            left_minutes=_minutes_for(room, place, self.now),
            now=self.now,
            seed=interview.seed,
        )
        if found is None:
            return None
        return Asked(
            at=self.now,
            turn=len(room.turns) + 1,
            place=place,
            drill=found.drill.path,
            revision=found.drill.revision,
            seed=_seed(interview, len(room.turns) + 1),
            because=found.because,
        )


def follow_up_due(room: Room, turn: Turn, drill: Drill, now: datetime) -> int | None:
    """Give the place of the follow-up to ask next, from 0; None where the turn has had enough, or the time is up."""
    if room.ended_at is not None or left_s(room, now) < SHORTEST_S or turn.best is None:
        return None
    written = [one for one in turn.askings if one.by != "probe"]
    wanted = 2 if turn.best.score >= GOOD_ENOUGH else 1
    due = len(written)
    return due if due < min(wanted, len(drill.followups)) else None


def past_of(room: Room, library: Library) -> tuple[Past, ...]:
    """Give the turns as the choice of the next drill sees them; a drill that is gone counts by its path alone."""
    return tuple(
        Past(
            drill=turn.drill,
            round=_round_of(room, turn, library),
            score=turn.best.score if turn.best else None,
            passed=turn.best.passed if turn.best else False,
        )
        for turn in room.turns
    )


def _round_of(room: Room, turn: Turn, library: Library) -> Round:
    drill = library.drills.get(turn.drill)
    return drill.round if drill else room.interview.rounds[turn.place]


def _minutes_for(room: Room, place: int, now: datetime) -> float:
    """Give the minutes that a drill may take: what is left of its round's share and a little more."""
    share = (round_ends_s(room.interview)[place] - spent_s(room, now)) / 60
    return min(left_s(room, now) / 60, share + OVERRUN)


def _seed(interview: Interview, turn: int) -> int:
    """Give the seed of a turn's numbers or hidden inputs; every try has the same, so that a fix shows."""
    return (interview.seed * 1_000_003 + turn) % 2**32
