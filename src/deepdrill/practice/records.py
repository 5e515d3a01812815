"""What practice leaves behind: attempts, the help that was opened, and where a learner stands."""

from datetime import datetime
from enum import StrEnum

import msgspec

from deepdrill.content.records import Kind
from deepdrill.grading.calculation import Grade, grade_from_json
from deepdrill.judge import verdict as verdicts

__all__ = ["Aid", "Attempt", "Help", "Standing", "State"]


class State(StrEnum):
    """How far an attempt came."""

    RUNNING = "running"
    """Handed in; its work has begun."""
    FINISHED = "finished"
    VOID = "void"
    """Ended by our own failure, or by a crash in the middle: shown, never counted."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try at a drill, with what was handed in and what came of it."""

    id: str
    learner: str
    drill: str
    revision: int
    kind: Kind
    text: str
    """The code of a submission, or an answer."""
    seed: int
    state: State = State.RUNNING
    outcome: str | None = None
    """Of the verdict or the grade; None until one is there."""
    report: str | None = None
    """JSON of the `Verdict` or `Grade`."""
    note: str = ""
    """Why it is void, in one sentence."""
    hints: int = 0
    """Rungs that were open when it was handed in."""
    saw_solution: bool = False
    """Whether the solution was open when it was handed in."""
    made_at: datetime
    finished_at: datetime | None = None

    @property
    def verdict(self) -> verdicts.Verdict | None:
        """The judge's report, where the drill is judged and it came that far."""
        if self.report is None or self.kind is Kind.CALCULATE:
            return None
        return verdicts.from_json(self.report)

    @property
    def grade(self) -> Grade | None:
        """The grade, where the drill is graded and it came that far."""
        if self.report is None or self.kind is not Kind.CALCULATE:
            return None
        return grade_from_json(self.report)

    @property
    def passed(self) -> bool:
        """Whether it counts as solved."""
        return self.state is State.FINISHED and self.outcome == "passed"


class Aid(StrEnum):
    """What a learner may open on a drill."""

    HINT = "hint"
    SOLUTION = "solution"


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """A hint or the solution, opened."""

    learner: str
    drill: str
    aid: Aid
    rung: int
    """From 1; 0 for the solution."""
    gave_up: bool = False
    """The solution was opened before the drill was passed."""
    opened_at: datetime


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner stands with one drill; void attempts are left out."""

    drill: str
    tries: int
    passed: bool
    passed_revision: int | None
    """The newest revision of the drill that was passed."""
    passed_at: datetime | None
    """When it was passed first."""
    unaided: bool
    """Passed at least once with no hint and without the solution."""
    fewest_hints: int | None
    """Of the passes that had not seen the solution; None without one."""
    last_outcome: str
    last_at: datetime
