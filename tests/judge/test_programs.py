"""Programs that are run and watched: what they log comes at once and bounded, and a stop really ends them."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdrill.content import load_library
from deepdrill.errors import UsageError
from deepdrill.judge import Event, Judge, Logged, Outcome, Program, RunDone, RunReport, Submission
from tiny_library import DOUBLE, HALVES, write_library

pytestmark = pytest.mark.slow

ENDLESS = """
import itertools, time


def half(x):
    return x


def train(seed, log):
    for step in itertools.count():
        log(step=step, loss=1.0)
        time.sleep(0.01)
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Keep one judge over the tiny library, with two workers so that one may be busy."""
    library = load_library(write_library(tmp_path_factory.mktemp("library") / "content"))
    with Judge(library.drills.__getitem__, hidden=(library.root,), workers=2) as judge:
        yield judge


def run(judge: Judge, code: str, *, seed: int = 3) -> tuple[RunReport, list[Event]]:
    """Run a program; give its report and all events."""
    events: list[Event] = []
    return judge.run(Program(drill=HALVES, code=code, seed=seed), events.append), events


def training(body: str) -> str:
    """Make a program of a function's body."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"import math\n\n\ndef train(seed, log):\n{lines}\n"


def test_what_is_logged_is_told_and_kept(judge: Judge) -> None:
    """Rows come as events in order, the report has all of them, and its last event ends the run."""
    report, events = run(judge, training("for step in range(3):\n    log(step=step, loss=seed / (step + 1))"))

    rows = [row for event in events if isinstance(event, Logged) for row in event.rows]
    assert report.outcome is Outcome.FINISHED
    assert [(row.step, row.values) for row in rows] == [(0, {"loss": 3.0}), (1, {"loss": 1.5}), (2, {"loss": 1.0})]
    assert tuple(rows) == report.rows
    assert events[-1] == RunDone(report=report)


def test_what_is_not_finite_is_none(judge: Judge) -> None:
    """A run that explodes says so: no number is made up for it."""
    report, _ = run(judge, training("log(loss=math.nan, grad=math.inf, other=1)"))

    assert report.rows[0].values == {"loss": None, "grad": None, "other": 1.0}


def test_tensors_of_one_entry_are_numbers(judge: Judge) -> None:
    """A program may log a loss as it is."""
    report, _ = run(judge, training("import torch\nlog(loss=torch.tensor(0.5), norm=torch.ones(1).numpy())"))

    assert report.rows[0].values == {"loss": 0.5, "norm": 1.0}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("log(loss='low')", "loss is a str, not a number"),
        ("log(0.5)", "log takes named numbers"),
        ("import torch\nlog(loss=torch.ones(3))", "loss has 3 entries"),
        ("log(**{f'name{i}': i for i in range(20)})", "at most 16 different names"),
    ],
)
def test_a_misused_log_says_what_to_do(judge: Judge, body: str, says: str) -> None:
    """The learner sees their own line with a sentence, not a fault of ours."""
    report, _ = run(judge, training(body))

    assert report.outcome is Outcome.CRASHED
    assert report.crash is not None
    assert says in report.crash.message
    assert report.crash.line > 0


def test_a_flood_of_rows_is_cut(judge: Judge) -> None:
    """What is logged beyond the most that is kept costs nothing but a count."""
    report, events = run(judge, training("for step in range(6000):\n    log(step=step, loss=1.0)"))

    assert (len(report.rows), report.rows_dropped) == (5000, 1000)
    assert len(events) < 600  # in batches


def test_a_crash_keeps_what_was_logged(judge: Judge) -> None:
    """What came before the crash is there to find out why."""
    report, _ = run(judge, training("print('here')\nlog(loss=1.0)\nraise ValueError('no data')"))

    assert report.outcome is Outcome.CRASHED
    assert len(report.rows) == 1
    assert report.output == "here\n"
    assert report.crash is not None
    assert (report.crash.error, report.crash.message) == ("ValueError", "no data")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("x = 1\n", Outcome.FAILED),
        ("def train(seed, log:\n", Outcome.CRASHED),
        (training("import os\nos._exit(3)"), Outcome.CRASHED),
        ("raise SystemExit\n\n\ndef train(seed, log): ...\n", Outcome.CRASHED),
    ],
)
def test_what_cannot_run_is_told(judge: Judge, code: str, outcome: Outcome) -> None:
    """Nothing that a program does to itself is a failure of ours."""
    report, _ = run(judge, code)

    assert report.outcome is outcome
    assert report.message


def test_a_stopped_run_is_really_ended(judge: Judge) -> None:
    """A stop kills the process at once; what was logged stays, and the next program is unaffected."""
    begun = threading.Event()
    reports: list[RunReport] = []

    def work() -> None:
        program = Program(drill=HALVES, code=ENDLESS, seed=0)
        reports.append(judge.run(program, lambda _: begun.set(), supersedes="tab 1"))

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    asked = time.monotonic()
    assert judge.stop("tab 1")
    thread.join(5)

    assert time.monotonic() - asked < 3
    (report,) = reports
    assert (report.outcome, report.message) == (Outcome.CANCELLED, "Stopped.")
    assert report.rows
    assert not judge.stop("tab 1")
    assert run(judge, training("log(loss=1.0)"))[0].outcome is Outcome.FINISHED


def test_a_newer_run_ends_the_older(judge: Judge) -> None:
    """A learner who runs again does not wait for the run before."""
    begun = threading.Event()
    reports: list[RunReport] = []
    older = threading.Thread(
        target=lambda: reports.append(
            judge.run(Program(drill=HALVES, code=ENDLESS, seed=0), lambda _: begun.set(), supersedes="tab 2")
        )
    )
    older.start()
    assert begun.wait(20)

    newer = judge.run(Program(drill=HALVES, code=training("log(loss=1.0)"), seed=0), supersedes="tab 2")
    older.join(5)

    assert newer.outcome is Outcome.FINISHED
    assert reports[0].outcome is Outcome.CANCELLED


def test_a_run_sees_no_answers(judge: Judge, tmp_path: Path) -> None:
    """A program that is only run is jailed like a submission."""
    report, _ = run(judge, training("log(found=len(__import__('glob').glob('/**/causes.toml', recursive=True)))"))

    if "read-only files" in report.isolation:
        assert report.rows[0].values == {"found": 0.0}


def test_only_debug_drills_have_a_program(judge: Judge) -> None:
    """Asking for another's is wrong use."""
    with pytest.raises(UsageError, match="no training program"):
        judge.run(Program(drill=DOUBLE, code="", seed=0))


def test_a_program_is_retrained_from_hidden_seeds(judge: Judge) -> None:
    """The metric check trains more than once, from seeds that are not the submission's, and names a mistake."""
    code = training("print(seed)\nlog(loss=1.0)\nreturn half").replace(
        "def train", "def half(x):\n    return x / 3\n\n\ndef train"
    )
    verdict = judge.judge(Submission(drill=HALVES, code=code, seed=7))

    assert [check.outcome for check in verdict.checks] == [Outcome.FAILED, Outcome.FAILED]
    assert [found.mistake for found in verdict.diagnosis] == ["thirds"]
    right = judge.judge(Submission(drill=HALVES, code=code.replace("x / 3", "x / 2"), seed=7))
    seeds = right.output.split()
    assert right.outcome is Outcome.PASSED
    assert len(set(seeds)) == 2
    assert "7" not in seeds
