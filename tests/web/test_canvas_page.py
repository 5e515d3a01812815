"""The page of a drill that is answered on a canvas."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from small_site import CANVAS, PLAN, Browser, ScriptedJudge, WordForWord, write_library

from deepdrill.app import App, Settings
from deepdrill.practice import ListJournal
from deepdrill.web import create_web


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, FastAPI]]:
    """An application over a library with such a drill, and its pages, made once."""
    folder = tmp_path_factory.mktemp("canvas")
    with App(
        Settings(home=folder, content=write_library(folder / "content", CANVAS)),
        journal=ListJournal(),
        judges=ScriptedJudge(),
        graders=WordForWord(),
    ) as app:
        yield app, create_web(app)


@pytest.fixture
def app(opened: tuple[App, FastAPI]) -> App:
    """An application that nobody has used yet."""
    opened[0]._journal = ListJournal()
    return opened[0]


@pytest.fixture
def browser(app: App, opened: tuple[App, FastAPI]) -> Browser:
    """A browser without script."""
    assert app is opened[0]
    return Browser(opened[1])


def test_a_canvas_is_one_answer_in_parts(app: App, browser: Browser) -> None:
    """Each part has a field; they are one text with headings, graded part by part, opened again in its fields."""
    empty = browser.get(f"/drills/{PLAN}").text
    page = browser.post(f"/drills/{PLAN}/words", data={"part-data": "Many keys\r\nof people", "part-failure": ""}).text
    (attempt,) = app.attempts(PLAN)
    again = browser.get(f"/drills/{PLAN}?attempt={attempt.id}").text

    assert "What is kept" in empty
    assert "What goes wrong" in empty
    assert attempt.text == "## Data\n\nMany keys\nof people\n\n## Failure\n\n\n"
    assert 'Data <span class="soft small">1 of 1' in page
    assert 'Failure <span class="soft small">0 of 1' in page
    assert ">\nMany keys\nof people</textarea>" in again


def test_an_empty_canvas_is_not_recorded(app: App, browser: Browser) -> None:
    """Headings alone are no answer."""
    page = browser.post(f"/drills/{PLAN}/words", data={"part-data": " ", "part-failure": ""}).text

    assert "There are no words in this answer." in page
    assert app.attempts(PLAN) == ()
