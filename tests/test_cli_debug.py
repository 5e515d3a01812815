"""Debugging in the shell: run, show, try, and hand in with what was wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Written, over_tiny, run_cli
from deepdrill.app import App, LazyJudge, Settings
from deepdrill.cli import watching
from deepdrill.content import Library
from deepdrill.judge.verdict import Event, Program, RunReport, Submission, Verdict
from repair_samples import ObedientPrograms, ObedientRepairs
from tiny_library import DOUBLE, HALVES

__all__ = ["over_tiny", "run_cli"]

Cli = Callable[..., Written]


@pytest.fixture(autouse=True)
def library(over_tiny: Path, tiny: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Give the tiny library, with a judge that does as it is told."""
    assert over_tiny
    repairs, programs = ObedientRepairs(tiny), ObedientPrograms()

    def judge(_: object, submission: Submission, on_event: object = None, *, supersedes: object = None) -> Verdict:
        return repairs.judge(submission)

    def run(
        _: object,
        program: Program,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> RunReport:
        return programs.run(program, on_event)

    monkeypatch.setattr(LazyJudge, "judge", judge)
    monkeypatch.setattr(LazyJudge, "run", run)
    return tiny


@pytest.fixture
def solution(tiny_root: Path) -> str:
    """Give a file with the repaired program."""
    return str(tiny_root / HALVES / "solution.py")


def test_a_run_is_drawn_and_ends_with_0(run_cli: Cli) -> None:
    """Rows as they come, a chart each, how it ended, and what to do next."""
    code, text = run_cli("run", HALVES)

    assert code == 0
    assert "step 1  loss nan" in text
    assert "Loss (logarithmic)" in text
    assert "FINISHED  as told" in text
    assert f"deepdrill try {HALVES}" in text


def test_ones_own_program_runs_beside_the_broken_one(run_cli: Cli, solution: str) -> None:
    """Both are drawn; as JSON both reports are there."""
    assert "loss, broken" in run_cli("run", HALVES, solution)[1]

    document = json.loads(run_cli("run", HALVES, solution, "--json")[1])

    assert document["what"] == "run"
    assert document["report"]["rows"][1]["values"] == {"loss": None}
    assert document["beside"]["outcome"] == "finished"


def test_only_a_program_to_debug_is_run(run_cli: Cli) -> None:
    """Another kind has none: exit 2."""
    code, text = run_cli("run", DOUBLE)

    assert code == 2
    assert "has no program to repair" in text


def test_show_lists_what_can_be_named_and_not_what_is_true(run_cli: Cli) -> None:
    """Ids to copy; the claims that would say what is wrong are held back."""
    text = run_cli("show", HALVES)[1]
    document = json.loads(run_cli("show", HALVES, "--json")[1])

    assert "no-division: It never divides." in text
    assert "try-2: Halve 2 and compare." in text
    assert "It halves." not in text
    assert set(document["causes"][0]) == {"id", "says"}
    assert [claim["name"] for claim in document["claims"]] == ["learns"]


def test_try_begins_with_the_broken_program(run_cli: Cli, tmp_path: Path, library: Library) -> None:
    """The learner's file is the program as it is, with how to run it and hand it in."""
    code, text = run_cli("try", HALVES)

    body = library.drills[HALVES].body
    assert code == 0
    assert (tmp_path / "deepdrill" / HALVES / "submission.py").read_text() == getattr(body, "broken", "")
    assert "--cause ID --test ID" in text


def test_a_repair_with_its_cause_passes(run_cli: Cli, solution: str) -> None:
    """Exit 0, recorded, with what was named and why."""
    code, text = run_cli("judge", HALVES, solution, "--cause", "no-division", "--test", "try-2")

    assert code == 0
    assert "✓ right" in text
    assert "PASSED  The program is repaired, and its cause is named." in text
    state = json.loads(run_cli("list", "--state", "passed", "--json")[1])
    assert [drill["path"] for drill in state["drills"]] == [HALVES]


def test_a_repair_without_the_right_cause_does_not_pass(run_cli: Cli, solution: str) -> None:
    """Exit 1, and JSON says which part holds."""
    code, text = run_cli("judge", HALVES, solution, "--cause", "cause-3", "--json")

    document = json.loads(text)
    assert code == 1
    assert document["recorded"]
    assert document["verdict"]["outcome"] == "passed"
    assert document["causes"]["missed"] == 1
    assert document["test"] is None


def test_no_record_leaves_no_trace(run_cli: Cli, solution: str) -> None:
    """The same report, not kept."""
    code, text = run_cli("judge", HALVES, solution, "--cause", "no-division", "--no-record", "--json")

    assert (code, json.loads(text)["recorded"]) == (0, False)
    assert json.loads(run_cli("list", "--state", "tried", "--json")[1])["drills"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [((HALVES,), "Name at least one cause"), ((DOUBLE, "--cause", "x"), "has no causes to name")],
)
def test_causes_belong_to_debug_drills(run_cli: Cli, solution: str, arguments: tuple[str, ...], says: str) -> None:
    """Left out or out of place: wrong use, and nothing is recorded."""
    drill, *rest = arguments

    code, text = run_cli("judge", drill, solution, *rest)

    assert code == 2
    assert says in text


def test_watch_runs_a_program_on_a_save(tmp_path: Path, tiny_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A save is no repair handed in: the program is run, and the last line says how to hand it in."""
    file = tmp_path / "work" / HALVES / "submission.py"
    file.parent.mkdir(parents=True)
    file.write_text("x = 1\n")

    with App(Settings(home=tmp_path / "home", content=tiny_root)) as app:
        watching.judge_save(app, file, record=True, tell=watching.tell_text)

        assert app.attempts() == ()
    said = capsys.readouterr().out
    assert "FINISHED  as told" in said
    assert "--cause ID" in said
