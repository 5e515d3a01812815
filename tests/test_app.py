"""The app chooses the parts, opens each when it is needed, and hands questions on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdrill.app import App, Dice, LazyJudge, Settings, open_app
from deepdrill.errors import JudgeUnavailable, StoreUnavailable, UnknownDrill, UsageError
from deepdrill.judge.verdict import Outcome
from deepdrill.practice import ListJournal, State
from deepdrill.store import open_store
from drill_samples import NOON, NUMBERS, AlwaysJudges, an_attempt

CACHE = "serving/cache-size"
SOFTMAX = "serving/softmax"

DRILL_TOML = """
kind = "{kind}"
title = "{title}"
level = "mid"
minutes = 10
frequency = 0
covers = ["caches"]
needs = []
sources = ["a paper"]
revision = 1
"""

FILES = {
    "curriculum.toml": '[[topics]]\nid = "serving"\ntitle = "Serving"\narea = "systems"\nneeds = []\n',
    "skills.toml": (
        '[[skills]]\nid = "caches"\ntopic = "serving"\nkind = "concept"\nlevel = "mid"\nasks = "How large?"\n'
    ),
    f"{CACHE}/drill.toml": DRILL_TOML.format(kind="calculate", title="Cache size")
    + '[calculate]\nunit = "byte"\ntolerance = 0.01\n',
    f"{CACHE}/prompt.md": "How large is the cache of {layers} layers and {tokens} tokens?\n",
    f"{CACHE}/numbers.py": NUMBERS,
    f"{SOFTMAX}/drill.toml": DRILL_TOML.format(kind="implement", title="Softmax")
    + '[implement]\ndefines = ["softmax"]\n',
    f"{SOFTMAX}/prompt.md": "Write softmax.\n",
    f"{SOFTMAX}/starter.py": "def softmax(x):\n    raise NotImplementedError  # TODO\n",
    f"{SOFTMAX}/solution.py": "def softmax(x):\n    return x.softmax(-1)\n",
    f"{SOFTMAX}/checks.py": (
        "from deepdrill.judge.checks import Trial, check\n\n\n"
        '@check\ndef sums_to_one(trial: Trial) -> None:\n    """Every row sums to one."""\n'
    ),
    f"{SOFTMAX}/mistakes/no_sum.py": (
        '# /// mistake\n# fails = "sums_to_one"\n# says = "You did not divide by the sum."\n# ///\n'
        "def softmax(x):\n    return x.exp()\n"
    ),
}
HINTS = "## A nudge\n\nOne.\n\n## The idea\n\nTwo.\n\n## Almost\n\nThree.\n"
FOLLOWUPS = "## And then?\n\nThis.\n\n## Why?\n\nThat.\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a library of two drills."""
    root = tmp_path_factory.mktemp("content")
    for drill in (CACHE, SOFTMAX):
        _write(root / drill / "hints.md", HINTS)
        _write(root / drill / "followups.md", FOLLOWUPS)
    for name, text in FILES.items():
        _write(root / name, text)
    return root


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def settings(tmp_path: Path, library: Path) -> Settings:
    """Name a home that is not there yet."""
    return Settings(home=tmp_path / "home", content=library)


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    """Open an app with everything in memory, a judge that passes all, and loaded dice."""
    ids = iter(range(1, 100))
    dice = Dice(seed=lambda: 7, attempt_id=lambda: f"{next(ids):04}")
    judges = AlwaysJudges(outcome=Outcome.PASSED)
    with App(settings, clock=lambda: NOON, dice=dice, journal=ListJournal(), judges=judges) as opened:
        assert opened.library.faults == ()
        yield opened


def test_code_is_judged_and_recorded(app: App) -> None:
    """A submission with the dice's seed becomes the newest attempt and moves the standing."""
    attempt = app.submit(SOFTMAX, "x = 1")

    assert (attempt.id, attempt.seed, attempt.made_at, attempt.outcome) == ("0001", 7, NOON, "passed")
    assert app.attempts() == app.attempts(SOFTMAX) == (attempt,)
    assert app.attempt("0001") == attempt
    assert app.standing()[SOFTMAX].passed


def test_trying_out_leaves_no_trace(app: App) -> None:
    """A verdict for an author or a curious learner is not an attempt."""
    assert app.try_out(SOFTMAX, "x = 1", seed=5).seed == 5
    assert app.attempts() == ()
    with pytest.raises(UsageError):
        app.try_out(CACHE, "x = 1")


def test_an_answer_is_graded_with_the_numbers_that_were_asked(app: App) -> None:
    """The seed of the problem is the seed of the attempt."""
    problem = app.problem(CACHE)

    attempt = app.answer(CACHE, f"{problem.answer:.0f} B", seed=problem.seed)

    assert (attempt.seed, attempt.outcome) == (7, "passed")
    with pytest.raises(UsageError):
        app.problem(SOFTMAX)


def test_hints_and_solution_open_through_the_app(app: App) -> None:
    """What the faces offer is what practice records."""
    assert app.hints(SOFTMAX).opened == ()
    assert len(app.open_hint(SOFTMAX).opened) == 1
    assert "softmax(-1)" in app.open_solution(SOFTMAX, give_up=True)
    assert app.hints(SOFTMAX).solution_open


def test_an_unknown_drill_is_answered_with_the_near_miss(app: App) -> None:
    """A typing slip costs one more try, not a search."""
    with pytest.raises(UnknownDrill, match=f"Did you mean {CACHE}"):
        app.drill("serving/cash-size")


@pytest.mark.parametrize("seed", [-1, 2**53])
def test_a_seed_that_would_not_survive_is_refused(app: App, seed: int) -> None:
    """What is recorded must be what was drawn."""
    with pytest.raises(UsageError, match="is no seed"):
        app.submit(SOFTMAX, "x = 1", seed=seed)


def test_reading_drills_works_with_an_unusable_database(settings: Settings) -> None:
    """Only what needs the history fails, with the store's own message."""
    settings.home.mkdir()
    settings.database.write_text("no database at all, but a text that is long enough to be one" * 20)

    with open_app(settings) as app:
        assert list(app.library.drills) == [CACHE, SOFTMAX]
        assert app.problem(CACHE, 3).seed == 3
        with pytest.raises(StoreUnavailable):
            app.standing()


def test_what_a_crash_left_is_listed_at_the_next_start(settings: Settings) -> None:
    """The texts are kept, void, and found in `interrupted` once the journal is open."""
    store = open_store(settings.database)
    store.begin(an_attempt())
    store.close()

    with open_app(settings) as app:
        (kept,) = app.attempts()

    assert (kept.state, kept.text) == (State.VOID, an_attempt().text)
    assert [attempt.id for attempt in app.interrupted] == ["0001"]


def test_changed_content_is_read_again(tmp_path: Path, library: Path) -> None:
    """An author sees a saved file at the next reload, and an unchanged library is not read twice."""
    root = tmp_path / "content"
    for path in library.rglob("*"):
        if path.is_file():
            _write(root / path.relative_to(library), path.read_text())
    with App(Settings(home=tmp_path, content=root), journal=ListJournal()) as app:
        before = app.library

        unchanged = app.reload()
        _write(root / SOFTMAX / "prompt.md", "Write a stable softmax.\n")
        changed = app.reload()

        assert (unchanged, changed) == (False, True)
        assert before.drills[SOFTMAX].prompt == "Write softmax.\n"
        assert "stable" in app.drill(SOFTMAX).prompt


def test_a_closed_app_may_be_closed_again(settings: Settings) -> None:
    """Cleaning up twice is no error."""
    app = open_app(settings)
    app.standing()

    app.close()
    app.close()


def test_warming_up_does_not_fail_aloud(settings: Settings) -> None:
    """A judge that cannot start is told to whoever submits, not to a background thread."""

    class Unstartable(LazyJudge):
        def start(self) -> None:  # type: ignore[override]
            raise JudgeUnavailable("no process")

    judge = Unstartable(find=lambda _: None, hidden=(), workers=1)  # type: ignore[arg-type, return-value]
    with App(settings, judges=judge) as app:
        app.warm_up().join()


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    """Each has one variable; an empty one counts as unset."""
    chosen = Settings.from_environment(
        {"DEEPDRILL_HOME": str(tmp_path), "DEEPDRILL_CONTENT": "drills", "DEEPDRILL_WORKERS": "3"}
    )
    unset = Settings.from_environment({"DEEPDRILL_HOME": "", "DEEPDRILL_CONTENT": "", "DEEPDRILL_WORKERS": ""})

    assert chosen == Settings(home=tmp_path, content=Path("drills"), workers=3)
    assert unset.home.name == "deepdrill"
    assert (unset.content, unset.workers >= 1) == (None, True)
    assert Settings.from_environment({}, every_core=True).workers >= unset.workers
    assert Settings.from_environment({"DEEPDRILL_WORKERS": "3"}, every_core=True).workers == 3


def test_a_worker_takes_two_cores_or_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default the machine is shared; long work may have every core."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)

    shared, whole = (Settings.from_environment({}, every_core=every).workers for every in (False, True))

    assert (shared, whole) == (4, 8)


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5", "\uff12"])
def test_a_number_of_workers_that_is_none_is_refused(workers: str) -> None:
    """The message names the variable and what it must be."""
    with pytest.raises(UsageError, match="DEEPDRILL_WORKERS"):
        Settings.from_environment({"DEEPDRILL_WORKERS": workers})


@pytest.mark.slow
def test_importing_the_app_is_cheap() -> None:
    """Neither torch nor the database nor the web framework is imported before it is used."""
    heavy = {"torch", "numpy", "sqlalchemy", "alembic", "pint", "fastapi"}
    script = f"import sys, deepdrill.app; print(sorted({heavy!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)

    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_the_real_judge_starts_with_the_first_submission(settings: Settings) -> None:
    """A verdict arrives without anybody starting anything."""
    with open_app(settings) as app:
        attempt = app.submit(SOFTMAX, "def softmax(x):\n    return x\n")

    assert attempt.verdict is not None
