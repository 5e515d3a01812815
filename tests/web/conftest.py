"""A real `App` over a small library, keeping attempts in memory."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from small_site import Browser, ScriptedJudge, WordForWord, write_library

from deepdrill.app import App, Dice, Settings
from deepdrill.practice import ListJournal, ListPlans
from deepdrill.web import create_web


@dataclass(kw_only=True)
class Chance:
    """A clock on which a minute passes between two looks, and ids that count."""

    minutes: Iterator[int] = field(default_factory=count)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        """Look at the clock."""
        return datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(minutes=next(self.minutes))

    def attempt_id(self) -> str:
        """Give the next id."""
        return f"a{next(self.ids)}"


@pytest.fixture(scope="session")
def library_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, written once."""
    return write_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def chance() -> Chance:
    """The clock and the dice of all tests."""
    return Chance()


@pytest.fixture(scope="session")
def shared_app(library_root: Path, chance: Chance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The application of all tests; use `app`, which begins afresh."""
    with App(
        Settings(home=tmp_path_factory.mktemp("home"), content=library_root),
        clock=chance.now,
        dice=Dice(seed=lambda: 7, attempt_id=chance.attempt_id),
        journal=ListJournal(),
        judges=ScriptedJudge(),
        graders=WordForWord(),
    ) as opened:
        yield opened


@pytest.fixture(scope="session")
def web(shared_app: App) -> FastAPI:
    """The pages, built once: routes and templates are most of what a fast test would wait for."""
    return create_web(shared_app, draw_seed=lambda: 7)


@pytest.fixture
def judge() -> ScriptedJudge:
    """A judge that does as it is told."""
    return ScriptedJudge()


@pytest.fixture
def app(shared_app: App, chance: Chance, judge: ScriptedJudge) -> App:
    """An application that nobody has used yet: all that a test can change in it is new."""
    chance.minutes, chance.ids = count(), count(1)
    shared_app._journal = ListJournal()
    shared_app._plans = ListPlans()
    shared_app._judges = judge
    return shared_app


@pytest.fixture
def browser(app: App, web: FastAPI) -> Browser:
    """A browser without script."""
    assert app is not None
    return Browser(web)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are shown as in Greenwich, wherever the tests run."""
    monkeypatch.setitem(os.environ, "TZ", "UTC")
