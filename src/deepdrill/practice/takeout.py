"""Everything that a learner did, as one JSON document that can be read again, and their attempts as a table."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from deepdrill.content.records import Drill
from deepdrill.errors import UsageError
from deepdrill.practice.journal import Journal
from deepdrill.practice.learning import performance_of, review_of
from deepdrill.practice.plans import Plans, Setup
from deepdrill.practice.records import Attempt, Correction, Help, Says, State

__all__ = ["TakenIn", "Takeout", "attempts_csv", "read_takeout", "take_in", "take_out"]

AT_ONCE = 5_000
"""Attempts that are asked for at a time."""

LONGEST_ID, LONGEST_PATH = 64, 200
"""Characters that the tables have room for."""

UNJUDGED = "It was not judged when this was taken out; the text is kept, hand it in again."


class Takeout(msgspec.Struct, frozen=True, kw_only=True):
    """All that is one learner's own; its field names are a contract (`schema`)."""

    what: Literal["deepdrill takeout"] = "deepdrill takeout"
    schema: Literal[1] = 1
    made_at: datetime
    setup: Setup | None = None
    attempts: tuple[Attempt, ...] = ()
    """Oldest first."""
    helps: tuple[Help, ...] = ()
    corrections: tuple[Correction, ...] = ()
    interviews: tuple[msgspec.Raw, ...] = ()
    """Whole, as `interview.takeout` reads and writes them; oldest first."""


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What an import brought."""

    attempts: int
    """New ones."""
    known: int
    """Attempts that were here already, and stay as they are."""
    interviews: int = 0
    """New ones."""
    setup: bool
    """Whether the set-up was taken from the file: there was none here, or an older one."""


def take_out(learner: str, *, journal: Journal, plans: Plans, at: datetime) -> Takeout:
    """Gather everything that is a learner's own."""
    return Takeout(
        made_at=at,
        setup=plans.setup(learner),
        attempts=tuple(reversed(tuple(_every_attempt(journal, learner)))),
        helps=journal.every_help(learner),
        corrections=journal.every_correction(learner),
    )


def read_takeout(raw: bytes, name: str) -> Takeout:
    """Read a takeout back, every part of it checked.

    Raises:
        UsageError: It is none, or something in it cannot be; the message says where.
    """
    try:
        takeout = msgspec.json.decode(raw, type=Takeout)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name} is no takeout of deepdrill's ({error}). Nothing was changed. "
            "Make one with:  deepdrill export --json FILE"
        ) from None
    known = {attempt.id for attempt in takeout.attempts}
    for place, attempt in enumerate(takeout.attempts):
        wrong = _wrong_with(attempt)
        if wrong:
            raise UsageError(f"{name}: attempt {place + 1} {wrong}. Nothing was changed. Take that attempt out.")
    for said in takeout.corrections:
        if said.attempt not in known or said.said_at.tzinfo is None:
            raise UsageError(f"{name}: a correction speaks of no attempt in the file. Nothing was changed.")
    if any(help_.opened_at.tzinfo is None or len(help_.drill) > LONGEST_PATH for help_ in takeout.helps):
        raise UsageError(f"{name}: a hint was opened at a time without a zone. Nothing was changed.")
    return takeout


def take_in(takeout: Takeout, learner: str, *, journal: Journal, plans: Plans) -> TakenIn:
    """Keep what a takeout holds, as this learner's; a second time changes nothing."""
    attempts = [_settled(replace(attempt, learner=learner)) for attempt in takeout.attempts]
    new = journal.take_in(
        attempts,
        [replace(help_, learner=learner) for help_ in takeout.helps],
        [replace(said, learner=learner) for said in takeout.corrections],
    )
    here, brought = plans.setup(learner), takeout.setup
    newer = brought is not None and (here is None or here.set_at < brought.set_at)
    if brought is not None and newer:
        plans.set_up(replace(brought, learner=learner))
    return TakenIn(attempts=new, known=len(attempts) - new, setup=newer)


COLUMNS = (
    "attempt", "made_at", "drill", "title", "kind", "variant", "state", "outcome", "share", "rating", "word",
    "seconds", "tries", "hints", "saw_solution", "text",
)  # fmt: skip


def attempts_csv(takeout: Takeout, drills: Mapping[str, Drill]) -> str:
    """Write the attempts as comma-separated values, oldest first, with what was made of each."""
    says = {said.attempt: said.says for said in takeout.corrections}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for attempt in takeout.attempts:
        table.writerow(_row(attempt, drills.get(attempt.drill), says.get(attempt.id)))
    return out.getvalue()


def _row(attempt: Attempt, drill: Drill | None, says: Says | None) -> list[object]:
    counted = attempt.state is State.FINISHED and drill is not None
    share = f"{performance_of(attempt, drill).share:.3f}" if counted and drill else ""
    rating = review_of(attempt, drill, says).rating.name.lower() if counted and drill else ""
    return [
        attempt.id,
        attempt.made_at.isoformat(),
        attempt.drill,
        drill.title if drill else "",
        attempt.kind.value,
        attempt.variant.value,
        attempt.state.value,
        attempt.outcome or "",
        share,
        rating,
        says.value if says else "",
        "" if attempt.spent_s is None else attempt.spent_s,
        attempt.tries,
        attempt.hints,
        "yes" if attempt.saw_solution else "no",
        attempt.text,
    ]


def _every_attempt(journal: Journal, learner: str) -> Iterator[Attempt]:
    """Give all attempts, newest first."""
    before = None
    while True:
        found = journal.attempts(learner, limit=AT_ONCE, before=before)
        yield from found
        if len(found) < AT_ONCE:
            return
        before = found[-1].id


def _settled(attempt: Attempt) -> Attempt:
    """Take one that was still running when it was taken out out of the count: nobody is at work on it here."""
    if attempt.state is not State.RUNNING:
        return attempt
    return replace(attempt, state=State.VOID, note=UNJUDGED, finished_at=attempt.made_at)


def _wrong_with(attempt: Attempt) -> str:
    """Say what cannot be in an attempt; "" where it is in order."""
    if not 0 < len(attempt.id) <= LONGEST_ID or not 0 < len(attempt.drill) <= LONGEST_PATH:
        return "has no id or no drill, or one that is too long"
    moments = (attempt.made_at, attempt.finished_at)
    if any(moment is not None and moment.tzinfo is None for moment in moments):
        return "has a time without a zone"
    if "\0" in attempt.text or not -(2**63) <= attempt.seed < 2**63:
        return "holds what a database cannot keep"
    if attempt.state is State.FINISHED and attempt.outcome is None:
        return "is finished, but has no outcome"
    try:
        attempt.read_reports()
    except msgspec.DecodeError as error:
        return f"has a report that cannot be read ({error})"
    return ""
