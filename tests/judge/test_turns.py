"""Places are given out in rotation between learners."""

import pytest

from deepdrill.judge.turns import Turns


def test_a_free_place_is_taken_at_once() -> None:
    """Who comes while a place is free does not wait."""
    turns: Turns[str] = Turns()
    turns.give("one")

    turn = turns.queue_up("ada")

    assert turn.ready.is_set()
    assert turn.place == "one"


def test_learners_take_turns_whatever_they_queue() -> None:
    """A learner with many submissions waiting does not hold up another's first."""
    turns: Turns[int] = Turns()
    many = [turns.queue_up("ada") for _ in range(3)]
    late = turns.queue_up("bob")

    for place in range(4):
        turns.give(place)

    assert [turn.place for turn in (many[0], late, many[1], many[2])] == [0, 1, 2, 3]


def test_a_cancelled_wish_is_skipped() -> None:
    """What was taken back gets no place, and is told at once that none will come."""
    turns: Turns[int] = Turns()
    first, second = turns.queue_up("ada"), turns.queue_up("ada")

    turns.cancel(first, interrupt=lambda _: pytest.fail("it holds no place"))
    turns.give(7)

    assert first.ready.is_set()
    assert first.place is None
    assert second.place == 7


def test_cancelling_one_that_runs_interrupts_its_place() -> None:
    """What already holds a place is interrupted there, and hands the place back itself."""
    turns: Turns[int] = Turns()
    interrupted: list[int] = []
    turns.give(3)
    turn = turns.queue_up("ada")

    turns.cancel(turn, interrupt=interrupted.append)

    assert interrupted == [3]
    assert turns.take_free() is None


def test_a_place_that_nobody_wants_is_kept() -> None:
    """A place handed back while nobody waits is there for the next."""
    turns: Turns[int] = Turns()
    turns.give(1)

    assert turns.take_free() == 1
    assert turns.take_free() is None
