"""A learner's interviews, taken out and taken in again, each whole: what was agreed, the log, every edit."""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from deepdrill.errors import UsageError
from deepdrill.interview.book import Book, Saved
from deepdrill.interview.folding import folded
from deepdrill.interview.records import Event, Interview

__all__ = ["KeptInterview", "interviews_in", "interviews_out", "read_interviews"]

EVERY = 1_000_000
"""More interviews than anybody holds."""

LONGEST_ID = 64
"""Characters that the tables have room for."""


class KeptInterview(msgspec.Struct, frozen=True, kw_only=True):
    """One interview, whole."""

    interview: Interview
    log: tuple[Event, ...]
    edits: tuple[Saved, ...] = ()


def interviews_out(learner: str, book: Book) -> tuple[msgspec.Raw, ...]:
    """Gather a learner's interviews as JSON, oldest first."""
    mine = book.interviews(learner, limit=EVERY)[::-1]
    kept = (KeptInterview(interview=one, log=book.log(one.id), edits=book.saved(one.id)) for one in mine)
    return tuple(msgspec.Raw(msgspec.json.encode(one)) for one in kept)


def read_interviews(raws: Iterable[msgspec.Raw], name: str) -> tuple[KeptInterview, ...]:
    """Read them back, every part of them checked.

    Raises:
        UsageError: Something in one cannot be; the message says which.
    """
    read = []
    for place, raw in enumerate(raws, 1):
        try:
            kept = msgspec.json.decode(raw, type=KeptInterview)
            wrong = _wrong_with(kept)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            wrong = f"cannot be read ({error})"
        if wrong:
            raise UsageError(f"{name}: interview {place} {wrong}. Nothing was changed. Take that interview out.")
        read.append(kept)
    return tuple(read)


def interviews_in(kept: Iterable[KeptInterview], learner: str, book: Book) -> int:
    """Keep interviews as this learner's, and say how many are new; one that is here already stays as it is."""
    new = 0
    for one in kept:
        here = book.interview(one.interview.id)
        if here is not None and (here.learner != learner or book.log(here.id)):
            continue
        if here is None:
            book.begin(replace(one.interview, learner=learner))
        for saved in one.edits:
            book.save(one.interview.id, saved)
        book.append(one.interview.id, one.log, after=0)  # last: an import that was cut off is done again
        new += 1
    return new


def _wrong_with(kept: KeptInterview) -> str:
    if not 0 < len(kept.interview.id) <= LONGEST_ID:
        return "has no usable id"
    if not kept.log:
        return "has no log"
    moments = [kept.interview.begun_at, *(event.at for event in kept.log), *(saved.at for saved in kept.edits)]
    if any(at.tzinfo is None for at in moments):
        return "has a moment without a time zone"
    folded(kept.interview, kept.log)
    return ""
