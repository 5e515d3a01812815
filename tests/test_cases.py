"""A case is handed in stage by stage: what counts as done, what is kept, and whose files are written over (none)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deepdrill.content import Drill, load_library
from deepdrill.errors import UsageError
from deepdrill.grading.words import PointState
from deepdrill.judge.client import task_of
from deepdrill.judge.verdict import Event, Outcome, Submission, Verdict
from deepdrill.practice import (
    STAGE_PASSED,
    Attempt,
    ListJournal,
    StageState,
    StageWork,
    State,
    argument_in,
    lay_out_case,
    open_stage_solution,
    overrule_stage,
    progress_of,
    read_stages,
    submit_stage,
    work_of,
)
from tiny_library import write_library
from word_samples import DeclaredGrader

COMPLETE, WANTING = "It is twice as much.", "It is important."


@dataclass
class Judged:
    """A judge that passes what says "right"."""

    asked: list[Submission] = field(default_factory=list)

    def judge(
        self, submission: Submission, on_event: Callable[[Event], None] | None = None, *, supersedes: str | None = None
    ) -> Verdict:
        """Judge by the word."""
        self.asked.append(submission)
        outcomes = {"right": Outcome.PASSED, "broken": Outcome.BROKEN}
        outcome = outcomes.get(submission.code, Outcome.FAILED)
        return Verdict(drill=submission.drill, revision=1, outcome=outcome, message="as told", seed=submission.seed)


@dataclass
class Desk:
    """A learner at work on the tiny library's case."""

    drill: Drill
    journal: ListJournal = field(default_factory=ListJournal)
    judges: Judged = field(default_factory=Judged)
    now: Iterator[datetime] = field(
        default_factory=lambda: (datetime(2026, 11, 27, tzinfo=UTC) + timedelta(minutes=n) for n in range(999))
    )

    def hand_in(self, stage: str, code: str = "", argument: str = "", **modules: str) -> Attempt:
        """Hand in a stage."""
        return submit_stage(
            self.drill,
            StageWork(stage=stage, code=code, argument=argument),
            modules=modules,
            learner="local",
            seed=1,
            attempt_id=f"a{len(self.journal.kept)}",
            judges=self.judges,
            graders=DeclaredGrader(),
            journal=self.journal,
            clock=lambda: next(self.now),
        )

    def states(self) -> list[StageState]:
        """Say how far each stage is."""
        return [one.state for one in progress_of(self.drill, learner="local", journal=self.journal).stages]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk with nothing done."""
    return Desk(load_library(write_library(tmp_path / "content")).drills["advanced/abacus"])


def test_a_stage_is_done_with_its_numbers_and_its_argument(desk: Desk) -> None:
    """They may be handed in together or one after the other, and the next stage opens when both are there."""
    assert desk.states() == [StageState.OPEN, StageState.LATER]

    numbers = desk.hand_in("frame", code="right")
    assert (numbers.outcome, desk.states()) == ("failed", [StageState.BEGUN, StageState.LATER])

    argument = desk.hand_in("frame", argument=COMPLETE)
    assert (argument.outcome, desk.states()) == (STAGE_PASSED, [StageState.DONE, StageState.OPEN])


def test_the_case_is_passed_once_every_stage_is_done(desk: Desk) -> None:
    """Stages may be done in any order; only the attempt that completes the case is a pass of the drill."""
    later = desk.hand_in("beads", code="right", argument=COMPLETE)
    assert later.outcome == STAGE_PASSED
    assert not desk.journal.standing("local")[desk.drill.path].passed

    last = desk.hand_in("frame", code="right", argument=COMPLETE)

    assert last.passed
    assert desk.journal.standing("local")[desk.drill.path].passed
    assert progress_of(desk.drill, learner="local", journal=desk.journal).next is None


def test_a_stage_can_be_redone(desk: Desk) -> None:
    """A later try that fails is recorded as such, takes nothing away, and its text is what one goes on with."""
    desk.hand_in("frame", code="right", argument=COMPLETE)

    again = desk.hand_in("frame", code="wrong")

    assert again.outcome == "failed"
    now = progress_of(desk.drill, learner="local", journal=desk.journal).of("frame")
    assert (now.done, now.tries, now.code, now.said) == (True, 2, "wrong", COMPLETE)


def test_the_other_stages_files_go_along(desk: Desk) -> None:
    """A stage may import the learner's files of the others: those that are given."""
    desk.hand_in("beads", code="right", frame="mine")

    assert desk.judges.asked[-1].modules == {"frame": "mine"}
    assert desk.judges.asked[-1].stage == "beads"


def test_our_own_failure_is_not_held_against_the_learner(desk: Desk) -> None:
    """A broken verdict voids the attempt, and its text is kept."""
    attempt = desk.hand_in("frame", code="broken", argument=COMPLETE)

    assert attempt.state is State.VOID
    work = work_of(attempt)
    assert work is not None
    assert work.argument == COMPLETE
    assert desk.states() == [StageState.OPEN, StageState.LATER]


def test_nothing_at_all_is_refused(desk: Desk) -> None:
    """Neither code nor words: nothing is recorded; an unknown stage names those that there are."""
    with pytest.raises(UsageError, match="neither code nor an argument"):
        desk.hand_in("frame", code=" ", argument="...")
    with pytest.raises(UsageError, match="Its stages are: frame, beads"):
        desk.hand_in("rods", code="right")
    assert desk.journal.kept == {}


def test_a_learner_may_overrule_the_grade_of_an_argument(desk: Desk) -> None:
    """With their word on the missing point the stage is done."""
    desk.hand_in("frame", code="right")
    attempt = desk.hand_in("frame", argument=WANTING)
    assert attempt.outcome == "failed"

    judged = overrule_stage(desk.drill, attempt, {"twice": PointState.COVERED}, journal=desk.journal)

    assert judged.outcome == STAGE_PASSED
    assert desk.states()[0] is StageState.DONE


def test_a_worked_answer_opens_with_the_stage(desk: Desk) -> None:
    """Done or given up, and either is recorded as seen; before that it stays shut and says how to open it."""

    def opened(*, give_up: bool = False) -> str:
        return open_stage_solution(
            desk.drill,
            "frame",
            learner="local",
            journal=desk.journal,
            clock=lambda: next(desk.now),
            give_up=give_up,
        ).code.solution

    with pytest.raises(UsageError, match="--solution --give-up"):
        opened()
    assert "x + x" in opened(give_up=True)
    assert "x + x" in opened()
    (help_,) = desk.journal.help_for("local", desk.drill.path)
    assert (help_.rung, help_.gave_up) == (1, True)


def test_the_folder_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    """What is there stays as it is; what is missing is put there again, the data too."""
    place = tmp_path / "mine"
    first = lay_out_case(desk.drill, place, table="t.csv", write_table=lambda file: file.write("a,b\n"))
    assert set(first.written) == {"prompt.md", "frame.py", "frame.md", "beads.py", "beads.md", "t.csv"}
    (place / "frame.py").write_text("mine")
    (place / "t.csv").write_text("mine")
    (place / "beads.md").unlink()

    second = lay_out_case(desk.drill, place, table="t.csv", write_table=lambda file: file.write("a,b\n"))

    assert second.written == ("beads.md",)
    assert (place / "frame.py").read_text() == (place / "t.csv").read_text() == "mine"
    assert read_stages(desk.drill, place, Path.read_text)["frame"] == "mine"


def test_the_question_is_no_part_of_the_argument() -> None:
    """What is quoted in the file of an argument was there before; the rest is the learner's."""
    assert argument_in("> Why?\n>\n> Answer below.\n\nBecause.\n- it adds\n") == "Because.\n- it adds"


def test_a_learners_other_files_never_stand_where_trusted_code_runs(desk: Desk) -> None:
    """The checker runs solutions and mistakes with the drill's own files beside them, whatever the learner sent."""
    submission = Submission(drill=desk.drill.path, code="", seed=1, stage="beads", modules={"frame": "evil"})

    task = task_of(submission, desk.drill)

    assert task.modules == {"frame": "evil"}
    assert "x + x" in task.companions["frame"]
    assert task.folder.endswith("advanced/abacus/stages/beads")
