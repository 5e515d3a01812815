"""What practice leaves behind: attempts, the help that was opened, and where a learner stands."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from deepdrill.content.records import Kind
from deepdrill.grading.calculation import Grade, grade_from_json
from deepdrill.grading.prediction import Predictions, predictions_from_json
from deepdrill.grading.words import WordsGrade, words_from_json
from deepdrill.judge import verdict as verdicts
from deepdrill.practice.repair_report import Repair, repair_from_json
from deepdrill.recall import Variant

__all__ = ["Aid", "Attempt", "Correction", "Help", "Says", "StageReport", "Standing", "State", "TrapGrade"]


class State(StrEnum):
    """How far an attempt came."""

    RUNNING = "running"
    """Handed in; its work has begun."""
    FINISHED = "finished"
    VOID = "void"
    """Ended by our own failure, or by a crash in the middle: shown, never counted."""


class TrapGrade(msgspec.Struct, frozen=True, kw_only=True):
    """The report on the shortest variant of a code drill: which trap was chosen, and which is the drill's."""

    schema: Literal[1] = 1
    choices: tuple[str, ...]
    chosen: int
    right: int
    mistake: str
    """Name of the drill's mistake."""
    share: float
    """1 where the choice is right, else 0."""


class StageReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report on a stage of a case: the verdict on its code, the grade of its argument, or both."""

    schema: Literal[1] = 1
    stage: str
    verdict: verdicts.Verdict | None = None
    words: WordsGrade | None = None

    @property
    def numbers(self) -> bool:
        """Whether the code passed."""
        return self.verdict is not None and self.verdict.outcome is verdicts.Outcome.PASSED

    @property
    def argued(self) -> bool:
        """Whether the argument was complete."""
        return self.words is not None and self.words.complete


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
    """JSON of the `Verdict`, `Repair`, `Grade`, `WordsGrade`, `Predictions` or `StageReport`."""
    note: str = ""
    """Why it is void, in one sentence."""
    hints: int = 0
    """Rungs that were open when it was handed in."""
    saw_solution: bool = False
    """Whether the solution was open when it was handed in."""
    made_at: datetime
    finished_at: datetime | None = None
    variant: Variant = Variant.WHOLE
    """How much of the drill was asked."""
    tries: int = 1
    """Attempts at the drill in this sitting since it was last passed, this one included."""
    spent_s: int | None = None
    """From opening the drill until it was handed in; None where nobody knows."""

    @property
    def verdict(self) -> verdicts.Verdict | None:
        """The judge's report, where the drill is judged and it came that far."""
        if self.report is None or self.kind in {Kind.CALCULATE, Kind.EXPLAIN, Kind.LAB} or self.variant is Variant.TRAP:
            return None
        if self.kind is Kind.CASE:
            return self.stage_report.verdict if self.stage_report else None
        if self.kind is Kind.DEBUG:
            return repair_from_json(self.report).verdict
        return verdicts.from_json(self.report)

    @property
    def repair(self) -> Repair | None:
        """The report on a repair, where the drill is one to debug and it came that far."""
        return repair_from_json(self.report) if self.report is not None and self.kind is Kind.DEBUG else None

    @property
    def grade(self) -> Grade | None:
        """The grade of a number, where the drill asks for one and it came that far."""
        if self.report is None or self.kind is not Kind.CALCULATE:
            return None
        return grade_from_json(self.report)

    @property
    def words(self) -> WordsGrade | None:
        """The grade of an answer in words, where the drill asks for one and it came that far."""
        if self.kind is Kind.CASE:
            return self.stage_report.words if self.stage_report else None
        if self.report is None or self.kind is not Kind.EXPLAIN:
            return None
        return words_from_json(self.report)

    @property
    def stage_report(self) -> StageReport | None:
        """The report on a stage, where the drill is a case and it came that far."""
        if self.report is None or self.kind is not Kind.CASE:
            return None
        return msgspec.json.decode(self.report, type=StageReport)

    @property
    def predictions(self) -> Predictions | None:
        """The grade of what was predicted, where the drill is a lab and it came that far."""
        if self.report is None or self.kind is not Kind.LAB:
            return None
        return predictions_from_json(self.report)

    @property
    def trap(self) -> TrapGrade | None:
        """Which trap was chosen, where that was asked."""
        if self.report is None or self.variant is not Variant.TRAP:
            return None
        return msgspec.json.decode(self.report, type=TrapGrade)

    def read_reports(self) -> None:
        """Read every report that it may hold.

        Raises:
            msgspec.DecodeError: One cannot be read; the attempt comes from elsewhere.
        """
        _ = self.verdict, self.repair, self.grade, self.words, self.stage_report, self.predictions, self.trap

    @property
    def passed(self) -> bool:
        """Whether it came out right; of a shorter variant this does not yet mean that the drill is solved."""
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
    """From 1; 0 for the solution, and for that of a stage of a case its place, from 1."""
    gave_up: bool = False
    """The solution was opened before the drill was passed."""
    opened_at: datetime


class Says(StrEnum):
    """What a learner says of their own attempt, against what was seen of it."""

    KNEW = "knew"
    GUESSED = "guessed"


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's own word on how well they knew a drill at one attempt."""

    attempt: str
    learner: str
    says: Says
    said_at: datetime


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
