"""From what a judge or a grader said to what an interviewer keeps, without hidden inputs."""

from deepdrill.grading.calculation import Grade
from deepdrill.grading.words import PointState, WordsGrade
from deepdrill.interview.records import Report
from deepdrill.judge.verdict import CheckReport, Outcome, Verdict

__all__ = ["report_of", "unjudged"]

HELD = 0.6
"""What code is worth at most of which some claims do not hold."""

ENDINGS = {
    Outcome.CRASHED: "it stops with an error",
    Outcome.TIMED_OUT: "it does not come to an end in time",
    Outcome.OUT_OF_MEMORY: "it takes too much memory",
}


def report_of(attempt: str, found: Verdict | Grade | WordsGrade | None, note: str = "") -> Report:
    """Give what the interviewer keeps of an attempt; one that was not judged is nobody's fault but ours."""
    match found:
        case Verdict():
            return _of_code(attempt, found)
        case Grade():
            return _of_number(attempt, found)
        case WordsGrade():
            return _of_words(attempt, found)
        case None:
            return unjudged("broken", f"This could not be judged, by no fault of yours: {note}", attempt)


def _of_code(attempt: str, verdict: Verdict) -> Report:
    """Say whether code passes, and which claim it fails; what it was tried on stays hidden."""
    hold = tuple(check.claim for check in verdict.checks if check.outcome is Outcome.PASSED)
    fail = tuple(check for check in verdict.checks if check.outcome not in {Outcome.PASSED, Outcome.SKIPPED})
    passed = verdict.outcome is Outcome.PASSED
    return Report(
        attempt=attempt,
        outcome=verdict.outcome.value,
        score=1.0 if passed else HELD * len(hold) / max(1, len(verdict.checks)),
        says="It passes." if passed else _why(verdict, fail),
        strong=hold,
        missed=tuple(check.claim for check in fail),
        wrong=tuple(one.says for one in verdict.diagnosis),
    )


def _of_number(attempt: str, grade: Grade) -> Report:
    """Say whether a number is right; the right one is for the debrief."""
    passed = grade.outcome.value == "passed"
    expected = f"The answer is {grade.expected_text}."
    return Report(
        attempt=attempt,
        outcome=grade.outcome.value,
        score=float(passed),
        says="That is right." if passed else "That is not right.",
        strong=(expected,) if passed else (),
        missed=() if passed else (expected,),
        wrong=() if passed else tuple(filter(None, (grade.says or grade.message,))),
    )


def _of_words(attempt: str, grade: WordsGrade) -> Report:
    """Keep which points an answer makes; during the interview nothing of it is said."""
    return Report(
        attempt=attempt,
        outcome="passed" if grade.complete else "failed",
        score=round(min(1.0, grade.coverage / grade.full_at), 3),
        says="Thank you.",
        strong=tuple(point.says for point in grade.points if point.state is PointState.COVERED),
        missed=tuple(point.says for point in grade.points if point.state is PointState.MISSING),
        wrong=(*(one.explain for one in grade.misconceptions), *(guard.says for guard in grade.guards)),
        unsure=grade.unsure,
    )


def unjudged(outcome: str, says: str, attempt: str = "") -> Report:
    """Say that an answer could not be read ("unreadable"), or not be judged by our fault ("broken")."""
    return Report(attempt=attempt, outcome=outcome, score=0.0, says=says)


def _why(verdict: Verdict, fail: tuple[CheckReport, ...]) -> str:
    if fail:
        ending = ENDINGS.get(fail[0].outcome)
        return f"It does not pass: {_claim(fail[0].claim)}" + (f" ({ending})." if ending else ".")
    if verdict.crash is not None:
        line = f" in line {verdict.crash.line}" if verdict.crash.line else ""
        return f"It stops before anything could be checked: {verdict.crash.error}{line}."
    return f"It does not pass: {verdict.message}"


def _claim(claim: str) -> str:
    return f"“{claim.rstrip('.')}” does not hold"
