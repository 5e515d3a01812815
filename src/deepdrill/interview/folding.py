"""Fold a log into what an interview looks like. An event that does not fit what came before changes nothing."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from msgspec.structs import replace

from deepdrill.interview.records import (
    Advised,
    Answered,
    Asked,
    Asking,
    Ended,
    Event,
    FollowUpAnswered,
    FollowUpAsked,
    Interview,
    Judged,
    Left,
    Noted,
    Pause,
    Paused,
    Resumed,
    Room,
    State,
    Try,
    Turn,
)

__all__ = ["fold", "folded"]


def folded(interview: Interview, events: Iterable[Event]) -> Room:
    """Give the interview after some events."""
    room = Room(interview=interview)
    for event in events:
        room = fold(room, event)
    return room


def fold(room: Room, event: Event) -> Room:
    """Give the interview after one event more."""
    return replace(_after(event, room), length=room.length + 1)


@singledispatch
def _after(event: Any, room: Room) -> Room:
    raise TypeError(f"no event of an interview: {event!r} in {room.interview.id}")


@_after.register
def _(event: Asked, room: Room) -> Room:
    turn = Turn(
        number=event.turn,
        place=event.place,
        drill=event.drill,
        revision=event.revision,
        seed=event.seed,
        because=event.because,
        at=event.at,
    )
    return replace(room, turns=(*room.turns, turn))


@_after.register
def _(event: Answered, room: Room) -> Room:
    one = Try(number=event.number, at=event.at, text=event.text, late=event.late, from_draft=event.from_draft)

    def hand_in(turn: Turn) -> Turn:
        known = any(before.number == event.number for before in turn.tries)
        return turn if known else replace(turn, tries=(*turn.tries, one))

    return _with_turn(room, event.turn, hand_in)


@_after.register
def _(event: Judged, room: Room) -> Room:
    def judge(turn: Turn) -> Turn:
        tries = tuple(
            replace(one, report=event.report) if one.number == event.number and one.report is None else one
            for one in turn.tries
        )
        return replace(turn, tries=tries)

    return _with_turn(room, event.turn, judge)


@_after.register
def _(event: FollowUpAsked, room: Room) -> Room:
    one = Asking(step=event.step, at=event.at, asks=event.asks, answer=event.answer, by=event.by)

    def ask(turn: Turn) -> Turn:
        known = any(before.step == event.step for before in turn.askings)
        return turn if known else replace(turn, askings=(*turn.askings, one))

    return _with_turn(room, event.turn, ask)


@_after.register
def _(event: FollowUpAnswered, room: Room) -> Room:
    def answer(one: Asking) -> Asking:
        # "Go on" is a word, not an answer: one that was on its way meanwhile still counts.
        if one.step != event.step or one.text:
            return one
        return replace(one, text=event.text, late=event.late, closeness=event.closeness, answered_at=event.at)

    return _with_turn(room, event.turn, lambda turn: replace(turn, askings=tuple(answer(one) for one in turn.askings)))


@_after.register
def _(event: Left, room: Room) -> Room:
    return _with_turn(room, event.turn, lambda turn: turn if turn.left_at else replace(turn, left_at=event.at))


@_after.register
def _(event: Paused, room: Room) -> Room:
    if room.state is not State.RUNNING:
        return room
    return replace(room, pauses=(*room.pauses, Pause(begun_at=event.at)))


@_after.register
def _(event: Resumed, room: Room) -> Room:
    return _without_pause(room, event) if room.state is State.PAUSED else room


@_after.register
def _(event: Noted, room: Room) -> Room:
    return replace(room, notes=(*room.notes, event.says))


@_after.register
def _(event: Ended, room: Room) -> Room:
    if room.ended_at is not None:
        return room
    if room.state is State.PAUSED:
        room = _without_pause(room, event)
    return replace(room, ended_at=event.at, why=event.why)


@_after.register
def _(event: Advised, room: Room) -> Room:
    return room if room.things is not None else replace(room, things=event.things)


def _without_pause(room: Room, event: Resumed | Ended) -> Room:
    return replace(room, pauses=(*room.pauses[:-1], replace(room.pauses[-1], ended_at=event.at)))


def _with_turn(room: Room, number: int, change: Any) -> Room:
    return replace(room, turns=tuple(change(turn) if turn.number == number else turn for turn in room.turns))
