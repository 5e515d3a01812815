"""A real `App` over a small library, keeping attempts in memory."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from small_site import Browser, ScriptedJudge, write_library

from deepdrill.app import App, Dice, Settings
from deepdrill.practice import ListJournal
from deepdrill.web import create_web


@pytest.fixture(scope="session")
def library_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, written once."""
    return write_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def judge() -> ScriptedJudge:
    """A judge that does as it is told."""
    return ScriptedJudge()


@pytest.fixture
def app(library_root: Path, judge: ScriptedJudge, tmp_path: Path) -> Iterator[App]:
    """An open application; a minute passes between two looks at the clock."""
    minutes = count()
    ids = count(1)
    with App(
        Settings(home=tmp_path, content=library_root),
        clock=lambda: datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(minutes=next(minutes)),
        dice=Dice(seed=lambda: 7, attempt_id=lambda: f"a{next(ids)}"),
        journal=ListJournal(),
        judges=judge,
    ) as opened:
        yield opened


@pytest.fixture
def browser(app: App) -> Browser:
    """A browser without script."""
    return Browser(create_web(app, draw_seed=lambda: 7))


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are shown as in Greenwich, wherever the tests run."""
    monkeypatch.setitem(os.environ, "TZ", "UTC")
