"""Turn a repair into a recorded attempt: the program is judged, the causes that were named are graded.

It counts as passed where both are right; the test that would have caught it is told and does not decide.
"""

from collections.abc import Callable, Sequence

from deepdrill.clock import Clock
from deepdrill.content.records import Debug, Drill
from deepdrill.errors import UsageError
from deepdrill.grading.causes import choose_test, grade_causes
from deepdrill.judge.verdict import Event, Submission
from deepdrill.practice.handing_in import Judges, at_work, begun
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt
from deepdrill.practice.repair_report import Repair, repair_of, repair_to_json

__all__ = ["repair", "require_debug", "try_repair"]


def require_debug(drill: Drill) -> Debug:
    """Give the body of a drill that has a program to repair; refuse any other."""
    if not isinstance(drill.body, Debug):
        raise UsageError(f"{drill.path} has no program to repair. See:  deepdrill show {drill.path}")
    return drill.body


def repair(
    drill: Drill,
    code: str,
    *,
    causes: Sequence[str] | None,
    test: str,
    learner: str,
    seed: int,
    attempt_id: str,
    judges: Judges,
    journal: Journal,
    clock: Clock,
    on_event: Callable[[Event], None] | None = None,
    supersedes: str | None = None,
) -> Attempt:
    """Judge a repaired program with the causes that were named, and record the attempt.

    `causes` is None where only the program is asked for, as in an interview.

    Raises:
        UsageError: No cause was named, or one that the drill does not list; nothing is recorded.
    """
    body = require_debug(drill)
    graded = None if causes is None else grade_causes(drill, body, causes)
    chosen = choose_test(drill, body, test)
    attempt = begun(drill, code, learner=learner, seed=seed, attempt_id=attempt_id, journal=journal, clock=clock)
    with at_work(attempt, journal, clock):
        verdict = judges.judge(Submission(drill=drill.path, code=code, seed=seed), on_event, supersedes=supersedes)
    report = repair_of(verdict, graded, chosen)
    text = repair_to_json(report)
    if not verdict.outcome.counts:
        return journal.void(attempt.id, note=verdict.message, at=clock(), report=text)
    return journal.finish(attempt.id, outcome=report.outcome.value, report=text, at=clock())


def try_repair(
    drill: Drill,
    code: str,
    *,
    causes: Sequence[str],
    test: str,
    seed: int,
    judges: Judges,
    on_event: Callable[[Event], None] | None = None,
) -> Repair:
    """Judge a repaired program with the causes that were named, and record nothing.

    Raises:
        UsageError: No cause was named, or one that the drill does not list.
    """
    body = require_debug(drill)
    graded, chosen = grade_causes(drill, body, causes), choose_test(drill, body, test)
    verdict = judges.judge(Submission(drill=drill.path, code=code, seed=seed), on_event)
    return repair_of(verdict, graded, chosen)
