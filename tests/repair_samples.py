"""Who judges and runs the training program of the tiny library, doing as they are told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deepdrill.content import Debug, Library
from deepdrill.judge.verdict import (
    CheckReport,
    Diagnosis,
    Event,
    Logged,
    Outcome,
    Program,
    Row,
    RunDone,
    RunReport,
    Submission,
    Verdict,
)

__all__ = ["ObedientPrograms", "ObedientRepairs", "repair_verdict"]


def repair_verdict(submission: Submission, outcomes: dict[str, Outcome], named: tuple[str, ...] = ()) -> Verdict:
    """Make a verdict of the outcomes of its checks."""
    passed = all(outcome is Outcome.PASSED for outcome in outcomes.values())
    return Verdict(
        drill=submission.drill,
        revision=1,
        outcome=Outcome.PASSED if passed else Outcome.FAILED,
        message="as told",
        checks=tuple(CheckReport(name=name, claim="", outcome=outcome) for name, outcome in outcomes.items()),
        diagnosis=tuple(Diagnosis(mistake=name, says="", checks=("halves",)) for name in named),
        seed=submission.seed,
    )


@dataclass(frozen=True)
class ObedientRepairs:
    """Says of broken, solution and mistake what it is told to say; by default what they should get."""

    library: Library
    broken: dict[str, Outcome] = field(default_factory=lambda: dict.fromkeys(("halves", "learns"), Outcome.FAILED))
    solution: dict[str, Outcome] = field(default_factory=lambda: dict.fromkeys(("halves", "learns"), Outcome.PASSED))
    mistake: dict[str, Outcome] = field(default_factory=lambda: {"halves": Outcome.FAILED})
    named: tuple[str, ...] = ("thirds",)
    named_of_broken: tuple[str, ...] = ()

    def judge(self, submission: Submission) -> Verdict:
        """Give the verdict for whichever file was handed in."""
        body = self.library.drills[submission.drill].body
        assert isinstance(body, Debug)
        match submission.code:
            case body.broken:
                return repair_verdict(submission, self.broken, self.named_of_broken)
            case body.solution:
                return repair_verdict(submission, self.solution)
            case _:
                return repair_verdict(submission, self.mistake, self.named)


@dataclass(kw_only=True)
class ObedientPrograms:
    """Runs nothing and logs what it is told."""

    rows: tuple[Row, ...] = (Row(step=0, values={"loss": 1.0}), Row(step=1, values={"loss": None}))
    outcome: Outcome = Outcome.FINISHED
    seen: list[Program] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def run(
        self, program: Program, on_event: Callable[[Event], None] | None = None, *, supersedes: str | None = None
    ) -> RunReport:
        """Log the rows and end."""
        self.seen.append(program)
        report = RunReport(
            drill=program.drill, revision=1, outcome=self.outcome, message="as told", rows=self.rows, seed=program.seed
        )
        if on_event:
            on_event(Logged(rows=self.rows))
            on_event(RunDone(report=report))
        return report

    def stop(self, key: str) -> bool:
        """Remember what was to be stopped."""
        self.stopped.append(key)
        return True
