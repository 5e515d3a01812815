"""Turn a submission or an answer into a recorded attempt.

Whether it is right is decided by `judge` and `grading`. This file puts them and the journal in order, so that
nothing handed in is lost and our own failure is never held against a learner.
"""

from collections.abc import Callable
from typing import Protocol

from deepdrill.clock import Clock
from deepdrill.content.records import Calculate, Debug, Drill, Implement
from deepdrill.errors import UsageError
from deepdrill.grading.calculation import Calculation, grade_to_json
from deepdrill.judge import verdict as verdicts
from deepdrill.judge.verdict import Event, Outcome, Submission, Verdict
from deepdrill.practice.help import help_open
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt

__all__ = [
    "LONGEST_KEPT",
    "NOT_OVER",
    "Judges",
    "answer",
    "recover",
    "require_calculate",
    "require_judged",
    "submit",
]

LONGEST_KEPT = 1_000_000
"""Characters of a text that an attempt keeps; the judge refuses far shorter ones."""

NOT_OVER = "deepdrill ended before this was judged; the text is kept, hand it in again."


class Judges(Protocol):
    """Whoever says whether code is right."""

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge one submission, telling `on_event` each step; end an older one that had the same key."""


def submit(
    drill: Drill,
    code: str,
    *,
    learner: str,
    seed: int,
    attempt_id: str,
    judges: Judges,
    journal: Journal,
    clock: Clock,
    on_event: Callable[[Event], None] | None = None,
    supersedes: str | None = None,
) -> Attempt:
    """Judge code and record the attempt, which is kept before the work starts.

    A broken verdict, or an exception from the judge, is our failure, and a cancelled one is nobody's: the attempt
    keeps its text but is void.
    """
    require_judged(drill)
    attempt = _attempt(drill, code, learner=learner, seed=seed, attempt_id=attempt_id, journal=journal, clock=clock)
    journal.begin(attempt)
    try:
        verdict = judges.judge(Submission(drill=drill.path, code=code, seed=seed), on_event, supersedes=supersedes)
    except BaseException as error:
        journal.void(attempt.id, note=_note(error), at=clock())
        raise
    report = verdicts.to_json(verdict)
    if verdict.outcome in {Outcome.BROKEN, Outcome.CANCELLED}:
        return journal.void(attempt.id, note=verdict.message, at=clock(), report=report)
    return journal.finish(attempt.id, outcome=verdict.outcome.value, report=report, at=clock())


def answer(
    asked: Calculation,
    text: str,
    *,
    learner: str,
    seed: int,
    attempt_id: str,
    journal: Journal,
    clock: Clock,
) -> Attempt:
    """Grade an answer to a calculate drill and record the attempt.

    Raises:
        UnreadableAnswer: It is not a number with a unit; nothing is recorded, for nothing was answered.
    """
    asked.read(text)
    drill = asked.drill
    attempt = _attempt(drill, text, learner=learner, seed=seed, attempt_id=attempt_id, journal=journal, clock=clock)
    journal.begin(attempt)
    try:
        grade = asked.grade(seed, text)
    except BaseException as error:
        journal.void(attempt.id, note=_note(error), at=clock())
        raise
    report = grade_to_json(grade)
    return journal.finish(attempt.id, outcome=grade.outcome.value, report=report, at=clock())


def recover(journal: Journal, *, clock: Clock) -> tuple[Attempt, ...]:
    """Void what a crash left running and list it; each keeps its text.

    If another deepdrill is still at work on one of them, its report counts when it comes (`Journal.finish`).
    """
    return tuple(journal.void(left.id, note=NOT_OVER, at=clock()) for left in journal.unfinished())


def require_judged(drill: Drill) -> None:
    """Refuse a drill whose kind takes no code."""
    if isinstance(drill.body, Implement | Debug):
        return
    command = "answer" if isinstance(drill.body, Calculate) else "show"
    raise UsageError(f"{drill.path} is a drill to {drill.kind.value}, not code. See:  deepdrill {command} {drill.path}")


def require_calculate(drill: Drill) -> None:
    """Refuse a drill that asks for no number."""
    if not isinstance(drill.body, Calculate):
        raise UsageError(f"{drill.path} asks for no number. See:  deepdrill show {drill.path}")


def _attempt(
    drill: Drill, text: str, *, learner: str, seed: int, attempt_id: str, journal: Journal, clock: Clock
) -> Attempt:
    rungs, saw_solution = help_open(journal.help_for(learner, drill.path))
    return Attempt(
        id=attempt_id,
        learner=learner,
        drill=drill.path,
        revision=drill.revision,
        kind=drill.kind,
        text=_storable(text),
        seed=seed,
        hints=rungs,
        saw_solution=saw_solution,
        made_at=clock(),
    )


def _storable(text: str) -> str:
    """Write out what a database cannot hold: lone surrogates and NUL."""
    kept = text[:LONGEST_KEPT].replace("\0", "\\x00")
    return kept.encode("utf-8", "backslashreplace").decode("utf-8")


def _note(error: BaseException) -> str:
    """Say in one line what stopped the work."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
