"""Interviews taken out and taken in again."""

import msgspec
import pytest

from deepdrill.content.records import Round
from deepdrill.errors import UsageError
from deepdrill.interview import ListBook, Step
from deepdrill.interview.takeout import interviews_in, interviews_out, read_interviews
from interview_samples import Stage


def held() -> Stage:
    """Hold an interview."""
    stage = Stage()
    id_ = stage.interviews.begin(minutes=30, rounds=(Round.CODING,)).interview.id
    stage.wait(seconds=3)
    stage.interviews.save(id_, Step(turn=1), "go")
    stage.interviews.answer(id_, Step(turn=1), "good")
    stage.interviews.end(id_)
    return stage


def test_an_interview_comes_back_whole() -> None:
    """On another machine and for another learner, with its log and every edit; a second time changes nothing."""
    stage, book = held(), ListBook()
    kept = read_interviews(interviews_out("local", stage.book), "file")

    assert interviews_in(kept, "ada", book) == 1
    assert interviews_in(kept, "ada", book) == 0
    assert interviews_in(kept, "eve", book) == 0
    (mine,) = book.interviews("ada")
    assert book.log(mine.id) == stage.book.log("i1")
    assert book.saved(mine.id) == stage.book.saved("i1")


def test_an_import_that_was_cut_off_is_done_again() -> None:
    """Without a log nothing has come in yet."""
    stage, book = held(), ListBook()
    (kept,) = read_interviews(interviews_out("local", stage.book), "file")
    book.begin(kept.interview)

    assert interviews_in([kept], "local", book) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw.replace(b'"id":"i1"', b'"id":""'), "interview 1 has no usable id"),
        (lambda raw: raw.replace(b'"event":"asked"', b'"event":"sung"'), "interview 1 cannot be read"),
        (lambda raw: raw.replace(b"09:00:00Z", b"09:00:00"), "has a moment without a time zone"),
        (lambda _: b'{"interview": 3}', "interview 1 cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_changes(change: object, says: str) -> None:
    """With the place in the file."""
    (raw,) = interviews_out("local", held().book)
    assert callable(change)

    with pytest.raises(UsageError, match=says):
        read_interviews([msgspec.Raw(change(bytes(raw)))], "file")
