"""An answer in words from the shell and through the app: graded, recorded, and shown without decimals."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from command_line import Written, run_cli
from deepdrill.app import App, Settings
from deepdrill.content.records import Drill
from deepdrill.errors import EncoderUnavailable, UnreadableAnswer, UsageError
from deepdrill.grading.words import Band, WordsGrade
from deepdrill.lab import ClaimSettled, Curve, Plot, Settler
from deepdrill.practice import ListJournal, State, explain
from drill_samples import NOON, implement_drill
from tiny_library import DOUBLE, EXPLAIN, break_file, write_library
from word_samples import BagEncoder, DeclaredGrader, explain_drill

__all__ = ["run_cli"]

Cli = Callable[..., Written]

TWICE = "Because the result is twice as much as it was, and that is two times."


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the grader use an encoder that needs no model."""
    monkeypatch.setattr("deepdrill.grading.encoder.OnnxEncoder", lambda _folder: BagEncoder())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of a whole tiny library."""
    return write_library(tmp_path / "content")


def hand_in(text: str, *, drill: Drill | None = None, journal: ListJournal | None = None) -> ListJournal:
    """Answer a drill at noon, and give the journal."""
    journal = journal or ListJournal()
    explain(
        drill or explain_drill(),
        text,
        learner="local",
        attempt_id="0001",
        graders=DeclaredGrader(),
        journal=journal,
        clock=lambda: NOON,
    )
    return journal


def test_an_answer_becomes_an_attempt_that_keeps_its_grade() -> None:
    """Complete is passed, anything less is not."""
    attempt = hand_in("Because\0 it grows.").kept["0001"]

    assert (attempt.state, attempt.outcome, attempt.passed) == (State.FINISHED, "passed", True)
    assert attempt.words is not None
    assert attempt.words.band is Band.COMPLETE
    assert (attempt.verdict, attempt.grade) == (None, None)
    assert attempt.text == "Because\\x00 it grows."


@pytest.mark.parametrize("text", ["", " \n", "…"])
def test_nothing_said_is_nothing_recorded(text: str) -> None:
    """The learner is told to write some words."""
    journal = ListJournal()
    with pytest.raises(UnreadableAnswer):
        hand_in(text, journal=journal)

    assert journal.kept == {}


def test_a_drill_that_asks_for_no_words_is_refused() -> None:
    """Before anything is recorded."""
    with pytest.raises(UsageError, match="asks for no words"):
        hand_in("words", drill=implement_drill())


def test_a_grader_that_fails_is_not_held_against_the_learner() -> None:
    """The attempt keeps its text and is void."""

    class Failing:
        def grade(self, drill: Drill, text: str) -> WordsGrade:
            raise EncoderUnavailable("The encoder is gone.")

    journal = ListJournal()
    with pytest.raises(EncoderUnavailable):
        explain(
            explain_drill(),
            "Because.",
            learner="local",
            attempt_id="0001",
            graders=Failing(),
            journal=journal,
            clock=lambda: NOON,
        )

    assert (journal.kept["0001"].state, journal.kept["0001"].text) == (State.VOID, "Because.")


def test_the_app_grades_with_and_without_a_record(root: Path, tmp_path: Path) -> None:
    """One grader serves every answer."""
    with App(Settings(home=tmp_path / "home", content=root), journal=ListJournal()) as app:
        attempt = app.grade(EXPLAIN, TWICE)

        assert attempt.words == app.grade_only(EXPLAIN, TWICE)
        assert app.grader is app.grader
        assert list(app.standing()) == [EXPLAIN]
        with pytest.raises(UsageError, match="asks for no words"):
            app.grade_only(DOUBLE, TWICE)


def test_settings_name_the_encoder(tmp_path: Path) -> None:
    """It can be replaced without touching code; an empty name counts as none."""
    named = Settings.from_environment({"DEEPDRILL_HOME": str(tmp_path), "DEEPDRILL_ENCODER": "~/encoder"})

    assert named.encoder == Path("~/encoder").expanduser()
    assert Settings.from_environment({"DEEPDRILL_HOME": str(tmp_path), "DEEPDRILL_ENCODER": ""}).encoder is None


def test_grade_shows_points_with_the_learners_words(run_cli: Cli, root: Path, tmp_path: Path) -> None:
    """And what the misconception is; the exit code says that it was graded, not how well."""
    break_file(root, f"{EXPLAIN}/rubric.toml", "[[misconceptions]]", SECOND_POINT + "\n[[misconceptions]]")
    answer = tmp_path / "answer.txt"
    answer.write_text(TWICE + " But doubling is squaring.")

    code, text = run_cli("grade", EXPLAIN, str(answer))

    assert code == 0
    assert "✓ covered  it is twice as much\n    you wrote: “Because the result is twice as much" in text
    assert "✗ missing  And of zero?" in text
    assert "Possible, check this: “But doubling is squaring.”\n    Squaring multiplies x by itself." in text
    assert "\nGood." in text
    assert "%" not in text


SECOND_POINT = """
[[points]]
id = "zero"
weight = 1.0
say = ["nothing doubled stays nothing", "zero stays zero"]
must = [["zero", "nothing"]]
hint = "And of zero?"
"""


def test_grade_writes_a_document(run_cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From standard input too, and with the attempt's id where one was kept."""
    assert root
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TWICE.encode())))
    code, text = run_cli("grade", EXPLAIN, "-", "--json")
    kept = json.loads(text)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TWICE.encode())))
    _, text = run_cli("grade", EXPLAIN, "-", "--json", "--no-record")

    assert (code, kept["what"], kept["grade"]["band"]) == (0, "words", "complete")
    assert kept["attempt"]
    assert json.loads(text)["attempt"] is None
    assert json.loads(text)["grade"] == kept["grade"]
    assert '"state":"passed"' in run_cli("list", "--json")[1]


@pytest.mark.parametrize(
    ("drill", "text", "says"),
    [
        (EXPLAIN, " \n", "There are no words in this answer. See what is asked:  deepdrill show"),
        (DOUBLE, "words", "asks for no words. See:  deepdrill show"),
        ("basics/nothing", "words", "There is no drill"),
    ],
)
def test_wrong_use_of_grade_is_told(run_cli: Cli, root: Path, tmp_path: Path, drill: str, text: str, says: str) -> None:
    """Exit 2, and what to do instead."""
    assert root
    answer = tmp_path / "answer.txt"
    answer.write_text(text)

    code, told = run_cli("grade", drill, str(answer))

    assert (code, says in told) == (2, True), told


def test_an_encoder_that_is_missing_is_our_fault(
    run_cli: Cli, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, with the next step; nothing counts against the learner."""
    assert root
    monkeypatch.undo()
    monkeypatch.setenv("DEEPDRILL_ENCODER", str(tmp_path / "none"))
    monkeypatch.setenv("DEEPDRILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DEEPDRILL_CONTENT", str(root))
    answer = tmp_path / "answer.txt"
    answer.write_text(TWICE)

    code, told = run_cli("grade", EXPLAIN, str(answer))

    assert code == 3
    assert "model.onnx is missing. Point DEEPDRILL_ENCODER at a folder" in told
    assert '"state":"untried"' in run_cli("list", "--json")[1]


def test_an_explain_drill_is_shown_and_its_reference_is_its_solution(run_cli: Cli, root: Path) -> None:
    """Show says how to answer; the reference stays closed until it is asked for."""
    assert root
    shown = run_cli("show", EXPLAIN)[1]
    closed = run_cli("solution", EXPLAIN)

    assert f"deepdrill grade {EXPLAIN} ANSWER.txt" in shown
    assert "twice" not in shown
    assert closed[0] == 2
    assert "Because it is twice as much." in run_cli("solution", EXPLAIN, "--give-up")[1]
    assert "Think." in run_cli("hint", EXPLAIN)[1]


PLOT = Plot(
    x="width",
    y="variance",
    log_x=True,
    log_y=False,
    curves=(
        Curve(name="seen", xs=(1.0, 10.0, 100.0), ys=(1.0, None, 3.0)),
        Curve(name="flat", xs=(0.0, 10.0, 100.0), ys=(2.0, 2.0, 2.0)),
    ),
)
HOLDS = ClaimSettled(
    name="grows", says="It grows.", holds=True, rows=({"width": 1.0, "ok": True}, {"width": 16, "name": "x"}), plot=PLOT
)
FAILS = ClaimSettled(name="falls", says="It falls.", holds=False, why="It rose to 3.")


def settle_as(monkeypatch: pytest.MonkeyPatch, *claims: ClaimSettled) -> None:
    """Let every drill's evidence be some claims."""
    monkeypatch.setattr(Settler, "settle", lambda _self, folders, _seed: dict.fromkeys(folders, claims))


def test_evidence_is_shown_with_table_and_plot(run_cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no place on an axis is left out of the drawing."""
    (root / EXPLAIN / "evidence.py").write_text('"""Evidence."""\n')
    settle_as(monkeypatch, HOLDS)

    code, text = run_cli("evidence", EXPLAIN)

    assert code == 0
    assert "✓ It grows." in text
    assert "width (logarithmic)   ● seen   ○ flat" in text
    assert text.count("●") == 3  # two of three points, and the legend
    assert text.count("○") == 3


def test_evidence_that_does_not_hold_exits_with_1(run_cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says what was seen instead."""
    (root / EXPLAIN / "evidence.py").write_text('"""Evidence."""\n')
    settle_as(monkeypatch, HOLDS, FAILS)

    code, text = run_cli("evidence", EXPLAIN)
    document = json.loads(run_cli("evidence", EXPLAIN, "--json")[1])

    assert (code, "✗ It falls.\n  It rose to 3." in text) == (1, True)
    assert (document["what"], document["holds"], len(document["evidence"]["claims"])) == ("evidence", False, 2)


def test_a_drill_without_evidence_is_refused(run_cli: Cli, root: Path) -> None:
    """Not every answer makes a claim that a computer can settle."""
    assert root
    for drill in (EXPLAIN, DOUBLE):
        code, text = run_cli("evidence", drill)
        assert (code, "has no evidence" in text) == (2, True)
