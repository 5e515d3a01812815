"""The promises of a book of interviews, kept by every implementation."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from deepdrill.content.records import Level, Round
from deepdrill.interview import Book, Interview, ListBook, Moved, Saved, State, Step
from deepdrill.interview.edits import Edit
from deepdrill.interview.records import Paused, Resumed
from deepdrill.store import open_store
from interview_samples import NINE, Stage

ONE = Interview(
    id="i1",
    learner="local",
    role="vision",
    level=Level.SENIOR,
    rounds=(Round.CODING, Round.THEORY),
    chosen=True,
    minutes=60,
    seed=2**32 - 1,
    begun_at=NINE,
)


@pytest.fixture(params=["list", "sqlite"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """Give an empty book of each kind."""
    if request.param == "list":
        yield ListBook()
        return
    store = open_store(tmp_path / "deepdrill.sqlite3")
    yield store.book
    store.close()


def test_a_book_gives_back_what_it_was_given(book: Book) -> None:
    """Interviews newest first, of one learner; logs and edits in order; a place in a log is taken once."""
    two = replace(ONE, id="i2", begun_at=NINE + timedelta(days=1))
    for interview in (ONE, two, replace(ONE, id="i3", learner="ada")):
        book.begin(interview)
    events = (Paused(at=NINE), Resumed(at=NINE + timedelta(minutes=1)))
    book.append("i1", events, after=0)
    first = Saved(step=Step(turn=1), edits=(Edit(5, 0, 0, "é🙂"),), at=NINE)
    second = Saved(step=Step(turn=1, number=1), edits=(Edit(9, 0, 0, "x"),), at=NINE)
    book.save("i1", first)
    book.save("i1", second)

    with pytest.raises(Moved):
        book.append("i1", events, after=1)

    assert book.interview("i1") == ONE
    assert book.interview("none") is None
    assert book.interviews("local") == (two, ONE)
    assert book.interviews("local", limit=1) == (two,)
    assert book.log("i1") == events
    assert book.log("i2") == ()
    assert book.saved("i1") == (first, second)
    assert book.saved("i1", Step(turn=1)) == (first,)
    assert book.saved_bytes("i1") >= len('[[5,0,0,"é🙂"]][[9,0,0,"x"]]')
    assert book.saved_bytes("i2") == 0


def test_an_interview_goes_on_after_a_restart(tmp_path: Path) -> None:
    """Another program over the same file finds the clock, the draft and the turn."""
    store = open_store(tmp_path / "deepdrill.sqlite3")
    stage = Stage(book=store.book)
    id_ = stage.interviews.begin(minutes=30, rounds=(Round.CODING,)).interview.id
    stage.interviews.save(id_, Step(turn=1), "half a thought")
    stage.interviews.pause(id_)
    store.close()

    store = open_store(tmp_path / "deepdrill.sqlite3")
    later = Stage(book=store.book, now=NINE + timedelta(hours=3))
    paused = later.interviews.room(id_)
    later.interviews.resume(id_)

    assert paused.state is State.PAUSED
    assert later.interviews.room(id_).step == Step(turn=1)
    assert later.interviews.draft(id_, Step(turn=1)) == "half a thought"
    store.close()
