"""One clock for the whole interview. It runs while the browser is closed; only a pause stops it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from types import MappingProxyType

from deepdrill.content.records import Role, Round
from deepdrill.interview.records import Interview, Room, State

__all__ = [
    "GRACE_S",
    "LEAST",
    "LONGEST",
    "SHORTEST",
    "ends_at",
    "is_late",
    "is_over",
    "left_s",
    "paused_s",
    "place_at",
    "round_ends_s",
    "rounds_for",
    "spent_s",
]

SHORTEST, LONGEST = 30, 180
"""Minutes of an interview."""

GRACE_S = 5.0
"""An answer that the browser sends when the clock strikes is on its way for a moment."""

SILENT = 2
"""Drills without an answer after which an interviewer changes the subject."""

LEAST: Mapping[Round, int] = MappingProxyType(
    {
        Round.TALK: 8,
        Round.THEORY: 10,
        Round.ARITHMETIC: 8,
        Round.CODING: 20,
        Round.DEBUGGING: 20,
        Round.DESIGN: 35,
        Round.MIXED: 25,
    }
)
"""Minutes below which a round is none; in the order in which rounds come when nobody chooses."""


def spent_s(room: Room, now: datetime) -> float:
    """Give the seconds that the clock has run."""
    until = min(now, room.ended_at) if room.ended_at else now
    return max(0.0, (until - room.interview.begun_at).total_seconds() - paused_s(room, until))


def paused_s(room: Room, now: datetime) -> float:
    """Give the seconds that the clock has stood."""
    return sum(((one.ended_at or now) - one.begun_at).total_seconds() for one in room.pauses)


def left_s(room: Room, now: datetime) -> float:
    """Give the seconds that are left."""
    return max(0.0, room.interview.minutes * 60 - spent_s(room, now))


def is_over(room: Room, now: datetime) -> bool:
    """Tell whether it was ended or the clock has run out."""
    return room.ended_at is not None or left_s(room, now) <= 0


def ends_at(room: Room, now: datetime) -> datetime:
    """Give the moment when the clock runs out, if it is not stopped again."""
    return room.interview.begun_at + timedelta(minutes=room.interview.minutes, seconds=paused_s(room, now))


def is_late(room: Room, now: datetime) -> bool:
    """Tell whether an answer that comes now comes after the clock."""
    if room.ended_at is not None:
        return (now - room.ended_at).total_seconds() > GRACE_S
    return room.state is State.RUNNING and now > ends_at(room, now) + timedelta(seconds=GRACE_S)


def round_ends_s(interview: Interview) -> tuple[float, ...]:
    """Give, for each round, the seconds on the clock at which its share is used up: each has as it needs at least."""
    needs = [LEAST[one] for one in interview.rounds]
    return tuple(interview.minutes * 60 * part / sum(needs) for part in accumulate(needs))


def place_at(room: Room, now: datetime) -> int:
    """Give the place of the round to ask in now; the number of rounds where none is left.

    A round whose share is nearly used up gives way: there is no sense in a new drill for two minutes. So does one in
    which nothing was said to two drills in a row, while another round is to come.
    """
    place = room.turn.place if room.turn else 0
    silent = len(room.turns) >= SILENT and all(one.place == place and not one.tries for one in room.turns[-SILENT:])
    if silent and place + 1 < len(room.interview.rounds):
        place += 1
    spent = spent_s(room, now)
    for at, end in list(enumerate(round_ends_s(room.interview)))[place:]:
        if end - spent >= _worth_s(room.interview.rounds[at]):
            return at
    return len(room.interview.rounds)


def rounds_for(role: Role | None, minutes: int, has: frozenset[Round]) -> tuple[Round, ...]:
    """Choose rounds as an interview of that length for that role has them, out of those that the library can ask.

    Short ones are mixed. Longer ones take the rounds that weigh most while there is time for the least of each.
    """
    if minutes < LEAST[Round.THEORY] + LEAST[Round.CODING] + LEAST[Round.ARITHMETIC]:
        return (Round.MIXED,)
    chosen = set(_fitting(role, minutes, has))
    return tuple(one for one in LEAST if one in chosen) or (Round.MIXED,)


def _fitting(role: Role | None, minutes: int, has: frozenset[Round]) -> Iterator[Round]:
    weights = role.rounds if role else _USUAL
    left = minutes
    for one in sorted(has & weights.keys(), key=lambda one: (-weights[one], one)):
        if weights[one] > 0 and LEAST[one] <= left:
            left -= LEAST[one]
            yield one


_USUAL: Mapping[Round, float] = MappingProxyType(
    {
        Round.CODING: 0.3,
        Round.THEORY: 0.25,
        Round.ARITHMETIC: 0.15,
        Round.DESIGN: 0.15,
        Round.DEBUGGING: 0.1,
        Round.TALK: 0.05,
    }
)


def _worth_s(round_: Round) -> float:
    """Give the seconds that have to be left of a round's share for another drill."""
    return LEAST[round_] * 60 / 4
