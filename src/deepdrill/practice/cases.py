"""Hand in a stage of a case, and say how far a learner has come.

A stage is handed in like a drill: its code is judged, its argument is graded, and both are one recorded attempt at the
case. The attempt counts as a pass of the drill only if every stage is done with it, so a case is passed once: at its
end.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

import msgspec

from deepdrill.clock import Clock
from deepdrill.content.records import Case, Drill, Kind, Stage
from deepdrill.errors import UsageError
from deepdrill.grading.words import PointState, overruled
from deepdrill.judge.client import OWN
from deepdrill.judge.verdict import Event, Outcome, Submission, Verdict
from deepdrill.practice.handing_in import Graders, Judges, at_work, begun
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Aid, Attempt, Help, StageReport, State

__all__ = [
    "STAGE_PASSED",
    "CaseProgress",
    "StageProgress",
    "StageState",
    "StageWork",
    "argument_drill",
    "case_of",
    "open_stage_solution",
    "overrule_stage",
    "progress_of",
    "stage_of",
    "stage_solution_open",
    "submit_stage",
    "try_own_table",
    "work_of",
]

STAGE_PASSED = "stage passed"
"""Outcome of an attempt with which a stage is done while others are not."""

MOST_ATTEMPTS = 5000
"""Attempts at one case that are looked through: nobody makes more."""


class StageWork(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed in for a stage: the text of its attempt, as JSON."""

    schema: Literal[1] = 1
    stage: str
    code: str = ""
    """The stage's file; "" where only the argument was handed in."""
    argument: str = ""


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    """Its numbers are passed, and its argument is complete."""
    BEGUN = "begun"
    OPEN = "open"
    """It can be begun: every stage before it is done."""
    LATER = "later"
    """A stage before it is not done; it can be begun by the learner's wish."""


@dataclass(frozen=True, kw_only=True)
class StageProgress:
    """Where a learner stands with one stage, at the drill's present revision."""

    stage: Stage
    state: StageState
    numbers: bool
    """Whether its code has passed."""
    argument: bool
    """Whether its argument was complete."""
    tries: int
    code: str
    """What was handed in last, or the starter."""
    said: str
    """The argument as it was handed in last."""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.numbers and self.argument


@dataclass(frozen=True, kw_only=True)
class CaseProgress:
    """Where a learner stands with a case."""

    stages: tuple[StageProgress, ...]

    @property
    def done(self) -> int:
        """How many stages are done."""
        return sum(stage.done for stage in self.stages)

    @property
    def next(self) -> StageProgress | None:
        """The first stage that is not done."""
        return next((stage for stage in self.stages if not stage.done), None)

    def of(self, id_: str) -> StageProgress:
        """Find one stage."""
        return next(stage for stage in self.stages if stage.stage.id == id_)

    def modules_beside(self, id_: str) -> dict[str, str]:
        """Give the files of the other stages as they were handed in last."""
        return {one.stage.id: one.code for one in self.stages if one.stage.id != id_}


def case_of(drill: Drill) -> Case:
    """Give the case; raises `UsageError` for a drill of another kind."""
    if not isinstance(drill.body, Case):
        raise UsageError(f"{drill.path} is no case. See:  deepdrill show {drill.path}")
    return drill.body


def stage_of(drill: Drill, id_: str) -> Stage:
    """Find a stage.

    Raises:
        UsageError: The drill is no case, or has no such stage; the message lists those that it has.
    """
    case = case_of(drill)
    stage = case.stage(id_)
    if stage is None:
        known = ", ".join(one.id for one in case.stages)
        raise UsageError(f'{drill.path} has no stage "{id_}". Its stages are: {known}')
    return stage


def argument_drill(drill: Drill, stage: Stage) -> Drill:
    """Give a stage's argument as the explain drill that a grader grades."""
    return replace(drill, kind=Kind.EXPLAIN, prompt=stage.asks, body=stage.argument)


def submit_stage(
    drill: Drill,
    work: StageWork,
    *,
    modules: Mapping[str, str],
    learner: str,
    seed: int,
    attempt_id: str,
    judges: Judges,
    graders: Graders,
    journal: Journal,
    clock: Clock,
    on_event: Callable[[Event], None] | None = None,
    supersedes: str | None = None,
) -> Attempt:
    """Judge a stage's code, grade its argument, whichever is there, and record the attempt.

    Args:
        drill: The case.
        work: What is handed in.
        modules: The learner's files of the other stages, which the code may import.
        learner: Who hands it in.
        seed: Of the fresh inputs.
        attempt_id: Of the attempt.
        judges: Judge the code.
        graders: Grade the argument.
        journal: Where it is recorded.
        clock: Gives the present moment.
        on_event: Told of each check.
        supersedes: A key; an older run with the same key ends as cancelled.

    Raises:
        UsageError: There is neither code nor an argument, or no such stage.
    """
    stage = stage_of(drill, work.stage)
    argued = any(letter.isalnum() for letter in work.argument)
    if not work.code.strip() and not argued:
        raise UsageError(f"There is neither code nor an argument for the stage {stage.id}. Write {stage.file} first.")
    text = msgspec.json.encode(work).decode()
    attempt = begun(drill, text, learner=learner, seed=seed, attempt_id=attempt_id, journal=journal, clock=clock)
    with at_work(attempt, journal, clock):
        submission = Submission(drill=drill.path, code=work.code, seed=seed, stage=stage.id, modules=dict(modules))
        verdict = judges.judge(submission, on_event, supersedes=supersedes) if work.code.strip() else None
        words = graders.grade(argument_drill(drill, stage), work.argument) if argued else None
    report = StageReport(stage=stage.id, verdict=verdict, words=words)
    encoded = msgspec.json.encode(report).decode()
    if verdict is not None and not verdict.outcome.counts:
        return journal.void(attempt.id, note=verdict.message, at=clock(), report=encoded)
    outcome = _outcome(drill, report, _past(journal, learner, drill))
    return journal.finish(attempt.id, outcome=outcome, report=encoded, at=clock())


def overrule_stage(drill: Drill, attempt: Attempt, states: Mapping[str, PointState], *, journal: Journal) -> Attempt:
    """Put the learner's own word on points of a stage's argument in place of the grader's."""
    report = attempt.stage_report
    if report is None or report.words is None:
        raise UsageError(f"The attempt {attempt.id} has no points to judge. See:  deepdrill show {attempt.drill}")
    judged = msgspec.structs.replace(report, words=overruled(report.words, states))
    others = [one for one in _past(journal, attempt.learner, drill) if one.id != attempt.id]
    outcome = _outcome(drill, judged, others)
    return journal.amend(attempt.id, outcome=outcome, report=msgspec.json.encode(judged).decode())


def progress_of(drill: Drill, *, learner: str, journal: Journal) -> CaseProgress:
    """Say where a learner stands; attempts at an older revision of the case say nothing any more."""
    return _progress(drill, _past(journal, learner, drill))


def open_stage_solution(
    drill: Drill, id_: str, *, learner: str, journal: Journal, clock: Clock, give_up: bool = False
) -> Stage:
    """Give a stage whose worked answer may be shown, once it is done or by giving up, and record that it was opened.

    Raises:
        UsageError: It is not done and not given up.
    """
    stage = stage_of(drill, id_)
    at = [one.id for one in case_of(drill).stages].index(id_) + 1
    opened = stage_solution_open(drill, id_, learner=learner, journal=journal)
    done = progress_of(drill, learner=learner, journal=journal).of(id_).done
    if not (done or give_up or opened):
        raise UsageError(
            f"The worked answer of the stage {id_} opens once it is done, or when you say that you give up. "
            f"Say it with:  deepdrill case {drill.path} --stage {id_} --solution --give-up"
        )
    if not opened:
        journal.open_help(
            Help(learner=learner, drill=drill.path, aid=Aid.SOLUTION, rung=at, gave_up=not done, opened_at=clock())
        )
    return stage


def stage_solution_open(drill: Drill, id_: str, *, learner: str, journal: Journal) -> bool:
    """Tell whether the worked answer of a stage has been opened."""
    at = [one.id for one in case_of(drill).stages].index(id_) + 1
    return any(one.aid is Aid.SOLUTION and one.rung == at for one in journal.help_for(learner, drill.path))


def work_of(attempt: Attempt) -> StageWork | None:
    """Read what an attempt at a stage handed in; None for other attempts."""
    if attempt.kind is not Kind.CASE:
        return None
    try:
        return msgspec.json.decode(attempt.text, type=StageWork)
    except msgspec.MsgspecError:  # cut off because it was too long to keep
        return None


def try_own_table(drill: Drill, table: str, *, modules: Mapping[str, str], seed: int, judges: Judges) -> Verdict:
    """Have the learner's stages tried together on a table of their own; nothing is recorded.

    Raises:
        UsageError: The case does not say how.
    """
    case = case_of(drill)
    if case.own is None:
        raise UsageError(f"{drill.path} cannot be tried on a table of your own. See:  deepdrill case {drill.path}")
    code = case.own.solution
    return judges.judge(
        Submission(drill=drill.path, code=code, seed=seed, stage=OWN, modules=dict(modules), table=table)
    )


def _past(journal: Journal, learner: str, drill: Drill) -> list[Attempt]:
    """List the attempts that count, oldest first."""
    found = journal.attempts(learner, drill.path, limit=MOST_ATTEMPTS)
    return [one for one in reversed(found) if one.state is State.FINISHED and one.revision == drill.revision]


def _outcome(drill: Drill, report: StageReport, past: Iterable[Attempt]) -> str:
    """Name how an attempt ended: the case, its stage, or what is missing."""
    reports = [one.stage_report for one in past]
    done = {stage.id for stage in case_of(drill).stages if _is_done(stage.id, [*reports, report])}
    if report.verdict is not None and report.verdict.outcome is not Outcome.PASSED:
        return report.verdict.outcome.value
    if report.stage not in done:
        return Outcome.FAILED.value
    return Outcome.PASSED.value if len(done) == len(case_of(drill).stages) else STAGE_PASSED


def _is_done(stage: str, reports: Iterable[StageReport | None]) -> bool:
    mine = [one for one in reports if one is not None and one.stage == stage]
    return any(one.numbers for one in mine) and any(one.argued for one in mine)


def _progress(drill: Drill, past: list[Attempt]) -> CaseProgress:
    found: list[StageProgress] = []
    works = [(one.stage_report, work_of(one)) for one in past]
    for stage in case_of(drill).stages:
        mine = [(report, work) for report, work in works if report is not None and report.stage == stage.id]
        numbers, argument = any(one.numbers for one, _ in mine), any(one.argued for one, _ in mine)
        ready = all(one.done for one in found)
        found.append(
            StageProgress(
                stage=stage,
                state=_state(done=numbers and argument, tries=len(mine), ready=ready),
                numbers=numbers,
                argument=argument,
                tries=len(mine),
                code=next((work.code for _, work in reversed(mine) if work and work.code), stage.code.starter),
                said=next((work.argument for _, work in reversed(mine) if work and work.argument), ""),
            )
        )
    return CaseProgress(stages=tuple(found))


def _state(*, done: bool, tries: int, ready: bool) -> StageState:
    if done:
        return StageState.DONE
    if tries:
        return StageState.BEGUN
    return StageState.OPEN if ready else StageState.LATER
