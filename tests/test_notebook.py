"""The cell magic in a real IPython session."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import RichOutput, capture_output

from deepdrill.app import App, Settings
from deepdrill.judge.verdict import CheckReport, Crash, Diagnosis, Failure, Outcome, Shown, Verdict
from deepdrill.notebook.magic import attach, detach
from deepdrill.notebook.shown import ShownVerdict
from deepdrill.practice import ListJournal
from drill_samples import AlwaysJudges
from tiny_library import DOUBLE, SIZE, WRONG, write_library

FAILED = Verdict(
    drill=DOUBLE,
    revision=1,
    outcome=Outcome.FAILED,
    message="You added x twice.",
    checks=(
        CheckReport(name="keeps_the_sign", claim="A negative number stays negative.", outcome=Outcome.PASSED),
        CheckReport(
            name="doubles",
            claim="`double(x)` is twice x.",
            outcome=Outcome.FAILED,
            failure=Failure(
                message="The values differ.",
                call="double(1)",
                inputs=(Shown(name="x", kind="int", text="<b>1</b>"),),
                expected=Shown(name="expected", kind="int", text="2"),
                seen=Shown(name="seen", kind="int", text="3"),
            ),
            crash=Crash(error="ValueError", message="<i>no</i>", line=2, source="    raise ValueError"),
        ),
    ),
    diagnosis=(Diagnosis(mistake="thrice", says="You added x twice.", checks=("doubles",)),),
    output="<u>hello</u>\n",
    seed=7,
)


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    """A real session that keeps no history on disk."""
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    assert made.history_manager is not None
    made.history_manager.enabled = False
    yield made
    detach(made)
    InteractiveShell.clear_instance()


@pytest.fixture
def judge() -> AlwaysJudges:
    """A judge that passes all."""
    return AlwaysJudges(outcome=Outcome.PASSED)


@pytest.fixture
def app(shell: InteractiveShell, judge: AlwaysJudges, tmp_path: Path) -> App:
    """A deepdrill that the session's magic asks."""
    root = write_library(tmp_path / "content")
    made = App(Settings(home=tmp_path, content=root), journal=ListJournal(), judges=judge)
    attach(shell, made)
    return made


def shown(shell: InteractiveShell, line: str, cell: str) -> tuple[str, list[RichOutput]]:
    """Run a cell magic; give what was printed and what was displayed."""
    with capture_output() as captured:
        shell.run_cell(f"%%deepdrill {line}\n{cell}")
    return captured.stdout + captured.stderr, captured.outputs


def test_a_cell_is_judged_and_recorded(shell: InteractiveShell, app: App, judge: AlwaysJudges) -> None:
    """The judge sees the cell's text; the attempt is kept; the verdict is displayed as text and as HTML."""
    _, (output,) = shown(shell, f"{DOUBLE} --seed 5", WRONG)

    assert [(one.code, one.seed) for one in judge.seen] == [(WRONG, 5)]
    assert [attempt.drill for attempt in app.attempts()] == [DOUBLE]
    assert "PASSED" in output.data["text/plain"]
    assert "✓ Passed" in output.data["text/html"]


def test_a_cell_that_is_not_recorded_leaves_no_trace(shell: InteractiveShell, app: App) -> None:
    """With --no-record there is a verdict and no attempt."""
    _, outputs = shown(shell, f"{DOUBLE} --no-record", WRONG)

    assert len(outputs) == 1
    assert app.attempts() == ()


def test_the_cell_is_not_run_in_the_session(shell: InteractiveShell, app: App) -> None:
    """What is judged defines nothing here."""
    assert app is not None
    shown(shell, DOUBLE, "defined_by_the_cell = 1")

    assert "defined_by_the_cell" not in shell.user_ns


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("basics/duble", "Did you mean basics/double"),
        (SIZE, "not code"),
        (f"{DOUBLE} --seed -1", "-1"),
        ("", "required: drill"),
    ],
)
def test_wrong_use_is_one_sentence(shell: InteractiveShell, app: App, line: str, says: str) -> None:
    """What is wrong and what to do, without a traceback."""
    printed, outputs = shown(shell, line, "x = 1")

    assert says in printed
    assert "Traceback" not in printed
    assert outputs == []
    assert app.attempts() == ()


def test_without_a_cell_the_drill_is_shown_and_its_starter_offered(shell: InteractiveShell, app: App) -> None:
    """Reading a drill puts a cell that is ready to be filled in behind it."""
    assert app is not None
    with capture_output() as captured:
        shell.run_cell(f"%deepdrill {DOUBLE}")

    assert "Write `double(x)`." in captured.outputs[0].data["text/markdown"]
    assert shell.rl_next_input == f"%%deepdrill {DOUBLE}\ndef double(x):\n    raise NotImplementedError\n"


def test_a_verdict_is_whole_in_both_forms_and_nothing_of_it_is_html() -> None:
    """Diagnosis, claims with words, the smallest input and the crash; what a learner's code wrote is escaped."""
    both = ShownVerdict(FAILED)
    html = both._repr_html_()

    for part in ("You added x twice.", "A negative number stays negative.", "double(1)", "ValueError", "Seed 7"):
        assert part in html
        assert part.casefold() in repr(both).casefold()
    assert "&lt;b&gt;1&lt;/b&gt;" in html
    for raw in ("<b>1", "<i>no", "<u>hello"):
        assert raw not in html


def test_unloading_ends_the_judge_and_takes_the_magic_away(shell: InteractiveShell, app: App) -> None:
    """A session can be left as it was found, twice."""
    assert app is not None
    detach(shell)
    detach(shell)

    assert "deepdrill" not in shell.magics_manager.magics["cell"]


@pytest.mark.slow
def test_a_loaded_extension_judges_for_real(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From %load_ext to a verdict of real processes, twice over the same judge, to %unload_ext."""
    monkeypatch.setenv("DEEPDRILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DEEPDRILL_CONTENT", str(write_library(tmp_path / "content")))
    shell.run_line_magic("load_ext", "deepdrill.notebook")

    _, (failed,) = shown(shell, DOUBLE, WRONG)
    _, (passed,) = shown(shell, DOUBLE, "def double(x):\n    return 2 * x\n")
    shell.run_line_magic("unload_ext", "deepdrill.notebook")

    assert "FAILED" in failed.data["text/plain"]
    assert "PASSED" in passed.data["text/plain"]
    assert "deepdrill" not in shell.magics_manager.magics["cell"]
