"""Turn a submission or an answer into a recorded attempt.

Whether it is right is decided by `judge` and `grading`. This file puts them and the journal in order, so that
nothing handed in is lost and our own failure is never held against a learner.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from deepdrill.clock import Clock
from deepdrill.content.records import Calculate, Debug, Drill, Explain, Implement
from deepdrill.errors import UnreadableAnswer, UsageError
from deepdrill.grading.calculation import Calculation, grade_to_json
from deepdrill.grading.words import PointState, WordsGrade, overruled, words_to_json
from deepdrill.judge import verdict as verdicts
from deepdrill.judge.verdict import Event, Program, RunReport, Submission, Verdict
from deepdrill.practice.help import help_open
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt, Correction, Says, State
from deepdrill.practice.time_spent import spent_s, tries_of
from deepdrill.recall import Variant

__all__ = [
    "LONGEST_KEPT",
    "NOT_OVER",
    "Graders",
    "Judges",
    "Programs",
    "answer",
    "at_work",
    "begun",
    "correct",
    "explain",
    "overrule",
    "recover",
    "require_calculate",
    "require_explain",
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


class Programs(Protocol):
    """Whoever runs training programs without judging them."""

    def run(
        self,
        program: Program,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> RunReport:
        """Run one program, telling `on_event` what it logs; end an older one that had the same key."""

    def stop(self, key: str) -> bool:
        """End what was begun with this key of `supersedes`; tells whether there was anything."""


class Graders(Protocol):
    """Whoever says how good an answer in words is."""

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade one answer.

        Raises:
            UnreadableAnswer: There are no words in it.
            UsageError: The drill asks for no words.
        """


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
    variant: Variant = Variant.WHOLE,
) -> Attempt:
    """Judge code and record the attempt, which is kept before the work starts.

    A broken verdict, or an exception from the judge, is our failure, and a cancelled one is nobody's: the attempt
    keeps its text but is void.
    """
    require_judged(drill)
    if isinstance(drill.body, Debug):
        raise UsageError(
            f"{drill.path} is handed in with what was wrong:  deepdrill judge {drill.path} FILE --cause ID"
        )
    attempt = begun(
        drill,
        code,
        learner=learner,
        seed=seed,
        attempt_id=attempt_id,
        journal=journal,
        clock=clock,
        variant=variant,
    )
    with at_work(attempt, journal, clock):
        verdict = judges.judge(Submission(drill=drill.path, code=code, seed=seed), on_event, supersedes=supersedes)
    report = verdicts.to_json(verdict)
    if not verdict.outcome.counts:
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
    attempt = begun(drill, text, learner=learner, seed=seed, attempt_id=attempt_id, journal=journal, clock=clock)
    with at_work(attempt, journal, clock):
        grade = asked.grade(seed, text)
    report = grade_to_json(grade)
    return journal.finish(attempt.id, outcome=grade.outcome.value, report=report, at=clock())


def explain(
    drill: Drill,
    text: str,
    *,
    learner: str,
    attempt_id: str,
    graders: Graders,
    journal: Journal,
    clock: Clock,
) -> Attempt:
    """Grade an answer in words and record the attempt; the grade's spans lie in the attempt's text.

    Raises:
        UnreadableAnswer: There are no words in it; nothing is recorded, for nothing was answered.
    """
    require_explain(drill)
    attempt = begun(drill, text, learner=learner, seed=0, attempt_id=attempt_id, journal=journal, clock=clock)
    if not any(letter.isalnum() for letter in attempt.text):
        raise UnreadableAnswer(f"There are no words in this answer. See what is asked:  deepdrill show {drill.path}")
    with at_work(attempt, journal, clock):
        grade = graders.grade(drill, attempt.text)
    outcome = "passed" if grade.complete else "failed"
    return journal.finish(attempt.id, outcome=outcome, report=words_to_json(grade), at=clock())


def overrule(attempt: Attempt, states: Mapping[str, PointState], *, journal: Journal) -> Attempt:
    """Put the learner's own word on some points of an answer in place of the grader's, which stays beside it.

    Raises:
        UsageError: The attempt has no grade of words, or not these points.
    """
    grade = attempt.words
    if grade is None:
        raise UsageError(f"The attempt {attempt.id} has no points to judge. See:  deepdrill show {attempt.drill}")
    judged = overruled(grade, states)
    outcome = "passed" if judged.complete else "failed"
    return journal.amend(attempt.id, outcome=outcome, report=words_to_json(judged))


def correct(attempt: Attempt, says: Says | None, *, journal: Journal, clock: Clock) -> None:
    """Put the learner's own word on how well they knew a drill beside what was seen; None takes it back.

    Raises:
        UsageError: The attempt does not count, so there is nothing to correct.
    """
    if attempt.state is not State.FINISHED:
        raise UsageError("This attempt is not counted, so there is nothing to correct. See:  deepdrill today")
    if says is None:
        journal.withdraw(attempt.id)
    else:
        journal.correct(Correction(attempt=attempt.id, learner=attempt.learner, says=says, said_at=clock()))


def recover(journal: Journal, *, clock: Clock) -> tuple[Attempt, ...]:
    """Void what a crash left running and list it; each keeps its text.

    If another deepdrill is still at work on one of them, its report counts when it comes (`Journal.finish`).
    """
    return tuple(journal.void(left.id, note=NOT_OVER, at=clock()) for left in journal.unfinished())


def require_judged(drill: Drill) -> None:
    """Refuse a drill whose kind takes no code."""
    if isinstance(drill.body, Implement | Debug):
        return
    command = "answer" if isinstance(drill.body, Calculate) else "grade" if isinstance(drill.body, Explain) else "show"
    raise UsageError(f"{drill.path} is a drill to {drill.kind.value}, not code. See:  deepdrill {command} {drill.path}")


def require_calculate(drill: Drill) -> None:
    """Refuse a drill that asks for no number."""
    if not isinstance(drill.body, Calculate):
        raise UsageError(f"{drill.path} asks for no number. See:  deepdrill show {drill.path}")


def require_explain(drill: Drill) -> None:
    """Refuse a drill that asks for no words."""
    if not isinstance(drill.body, Explain):
        raise UsageError(f"{drill.path} asks for no words. See:  deepdrill show {drill.path}")


def begun(
    drill: Drill,
    text: str,
    *,
    learner: str,
    seed: int,
    attempt_id: str,
    journal: Journal,
    clock: Clock,
    variant: Variant = Variant.WHOLE,
) -> Attempt:
    """Make the attempt that is about to be judged, with what was open and how long it took."""
    rungs, saw_solution = help_open(journal.help_for(learner, drill.path))
    newest, at = journal.attempts(learner, drill.path, limit=1), clock()
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
        made_at=at,
        variant=variant,
        tries=tries_of(newest, at),
        spent_s=spent_s(drill, journal.opened_at(learner, drill.path), newest, at),
    )


@contextlib.contextmanager
def at_work(attempt: Attempt, journal: Journal, clock: Clock) -> Iterator[None]:
    """Keep an attempt before its work starts; what stops the work makes it void, and its text stays."""
    journal.begin(attempt)
    try:
        yield
    except BaseException as error:
        journal.void(attempt.id, note=_note(error), at=clock())
        raise


def _storable(text: str) -> str:
    """Write out what a database cannot hold: lone surrogates and NUL."""
    kept = text[:LONGEST_KEPT].replace("\0", "\\x00")
    return kept.encode("utf-8", "backslashreplace").decode("utf-8")


def _note(error: BaseException) -> str:
    """Say in one line what stopped the work."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
