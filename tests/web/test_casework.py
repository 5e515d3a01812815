"""The pages of a case: its stages, a stage's code and argument, the folder and the data."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from small_site import Browser, ScriptedJudge

from conftest import Chance
from deepdrill.app import App, Dice, Settings
from deepdrill.practice import ListJournal, ListPlans
from deepdrill.web import create_web
from word_samples import DeclaredGrader

CASE = "/drills/advanced/abacus"
COMPLETE = "It is twice as much."


@pytest.fixture(scope="module")
def opened(tiny_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Chance, FastAPI]]:
    """Keep one application over the tiny library, and its pages; `browser` begins afresh."""
    chance = Chance()
    with App(
        Settings(home=tmp_path_factory.mktemp("home"), content=tiny_root),
        clock=chance.now,
        dice=Dice(seed=lambda: 7, attempt_id=chance.attempt_id),
        journal=ListJournal(),
        judges=ScriptedJudge(),
        graders=DeclaredGrader(),
    ) as app:
        yield app, chance, create_web(app)


@pytest.fixture
def browser(opened: tuple[App, Chance, FastAPI], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Give a browser on the tiny library, with a journal of its own and a folder to work in."""
    app, chance, web = opened
    monkeypatch.chdir(tmp_path)
    chance.minutes, chance.ids = count(), count(1)
    app._journal, app._plans, app._judges = ListJournal(), ListPlans(), ScriptedJudge()
    return Browser(web)


FRAGMENT = {"HX-Request": "true"}


def test_the_page_of_a_case_lists_its_stages(browser: Browser) -> None:
    """Each stage has a link and a state, and the first that is not done is offered."""
    page = browser.get(CASE).text

    assert "Stages: 0 of 2 done" in page
    assert f'href="{CASE}/stages/frame"' in page
    assert "Begin with “Frame”" in page
    assert page.count("Later") == 1


def test_a_stage_is_done_with_code_and_argument(browser: Browser) -> None:
    """Without script too: the code is judged, the argument graded, and then the next stage is offered."""
    stage = f"{CASE}/stages/frame"
    judged = browser.post(f"{stage}/runs", data={"code": "right\r\n", "record": "yes"}).text
    assert "Both claims hold." in judged
    assert "Numbers: passed. Argument: open." in judged

    graded = browser.post(f"{stage}/words", data={"text": COMPLETE}).text

    assert "This stage is done" in graded
    assert "Next: Beads" in graded
    assert "Stages: 1 of 2 done" in browser.get(CASE).text


def test_pieces_come_without_the_page(browser: Browser) -> None:
    """A script gets the grade and what changes around it, and nothing else; a word of the learner's own the same."""
    stage = f"{CASE}/stages/frame"
    piece = browser.post(f"{stage}/words", data={"text": "It is important."}, headers=FRAGMENT).text
    assert "<html" not in piece
    assert 'id="after" hx-swap-oob="true"' in piece

    again = browser.post("/attempts/a1/points", data={"point-twice": "covered"}, headers=FRAGMENT).text

    assert "Argument: complete" in again


def test_a_run_is_not_recorded(browser: Browser) -> None:
    """Run tries the code and leaves no attempt."""
    page = browser.post(f"{CASE}/stages/frame/runs", data={"code": "wrong", "record": "no"}).text

    assert "You did not subtract the largest score." in page
    assert "No attempts yet" in browser.get("/history").text


def test_an_attempt_at_a_stage_can_be_read_again(browser: Browser) -> None:
    """Its code and its argument stand on a page of their own, and lead back to the stage."""
    browser.post(f"{CASE}/stages/frame/runs", data={"code": "right = 1", "record": "yes"})

    page = browser.get("/attempts/a1").text

    assert "Your code" in page
    assert "Back to the stage" in page


def test_a_worked_answer_opens_by_giving_up(browser: Browser) -> None:
    """Before the stage is done it takes a word, which is recorded."""
    stage = f"{CASE}/stages/frame"
    assert browser.post(f"{stage}/solution").status_code == 422

    piece = browser.post(f"{stage}/solution", data={"give_up": "yes"}, headers=FRAGMENT).text

    assert "Because it is twice as much." in piece


def test_the_data_and_the_folder(browser: Browser, tmp_path: Path) -> None:
    """The data can be taken by itself, and the folder is made where deepdrill was started."""
    table = browser.get(f"{CASE}/table")
    assert table.text == "bead\n0\n1\n2\n"
    assert "beads.csv" in table.headers["content-disposition"]

    piece = browser.post(f"{CASE}/folder", headers=FRAGMENT).text

    assert "6 files written" in piece
    assert (tmp_path / "deepdrill/advanced/abacus/frame.py").is_file()


@pytest.mark.parametrize("path", [f"{CASE}/stages/rods", "/drills/basics/double/stages/frame"])
def test_what_is_not_there_says_so(browser: Browser, path: str) -> None:
    """An unknown stage, or a drill that is no case, is refused in words."""
    answer = browser.get(path)

    assert answer.status_code == 422
    assert "stage" in answer.text or "is no case" in answer.text
