"""Set-up, placement, today, progress, shorter variants and downloads, as a browser without script meets them."""

import csv
import io
import json
import zipfile
from urllib.parse import urlsplit

import pytest
from small_site import CACHE, SOFTMAX, WHY, Browser, ScriptedJudge

from deepdrill.app import App
from deepdrill.practice import Placing, Says
from deepdrill.recall import Variant

TOLD = {"role": "engineer", "level": "mid", "minutes": "30", "interview_on": "2026-12-24"}

FRAGMENT = {"HX-Request": "true"}


def set_up(browser: Browser, **changes: str) -> None:
    """Set up and skip the placement."""
    assert browser.post("/setup", data=TOLD | changes).status_code == 303
    browser.post("/placement/end")


def answer_cache(browser: Browser, text: str = "1 byte") -> None:
    """Answer the calculate drill."""
    assert browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": text}).status_code == 200


# Set-up


def test_a_new_learner_is_welcomed_and_not_blocked(browser: Browser) -> None:
    """The home page leads to the set-up; every other page is there without it."""
    home = browser.get("/").text

    assert 'href="/setup"' in home
    assert "Look around first" in home
    for page in ("/today", "/progress", "/drills", f"/drills/{SOFTMAX}"):
        assert browser.get(page).status_code == 200
    assert "Say what you prepare for" in browser.get("/today").text


def test_the_set_up_leads_to_the_placement_and_can_be_changed(browser: Browser, app: App) -> None:
    """Once set up, the same page changes it, and leads back to today."""
    first = browser.post("/setup", data=TOLD)
    again = browser.post("/setup", data=TOLD | {"minutes": "45", "interview_on": ""})

    setup = app.preparation().setup
    assert (first.headers["location"], again.headers["location"]) == ("/setup/placement", "/today")
    assert setup is not None
    assert (setup.profile.minutes_a_day, setup.profile.interview_on) == (45, None)
    assert 'value="45"' in browser.get("/setup").text
    assert "Begin" in browser.get("/setup/placement").text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"role": "gardener"}, "There is no role"),
        ({"level": "wizard"}, "Choose a level"),
        ({"minutes": "many"}, "whole number"),
        ({"minutes": "2"}, "from 5 to 600"),
        ({"minutes": "99999999999999999999"}, "from 5 to 600"),
        ({"interview_on": "soon"}, "is no day"),
        ({"interview_on": "2020-01-01"}, "is past"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_what_was_typed(
    browser: Browser, app: App, change: dict[str, str], says: str
) -> None:
    """Nothing else that was typed is lost, and nothing is kept."""
    answer = browser.post("/setup", data=TOLD | {"minutes": "35"} | change)

    assert answer.status_code == 422
    assert says in answer.text
    assert change.get("minutes", "35") in answer.text
    assert app.preparation().setup is None


# Placement


def test_the_placement_leads_from_drill_to_drill(browser: Browser, app: App) -> None:
    """Each page has a bar with the way out; after an answer there is the next question; in the end, today."""
    browser.post("/setup", data=TOLD)
    place = browser.post("/placement/begin").headers["location"]
    seen = []
    for _ in range(10):
        if place == "/today":
            break
        seen.append(urlsplit(place).path)
        page = browser.get(place).text
        if "/trap" not in place:
            assert "Stop the placement" in (page or browser.get(f"{place}?seed=7").text)
        item = app.preparation().place().item
        assert item is not None
        browser.post("/placement/pass-over", data={"drill": item.drill})
        place = browser.get("/placement").headers["location"]

    assert place == "/today"
    assert len(seen) == len(set(seen)) > 0
    setup = app.preparation().setup
    assert setup is not None
    assert setup.placement is Placing.DONE


def test_an_answer_in_the_placement_offers_the_next_question(browser: Browser, app: App) -> None:
    """Where the learner is, without going back first."""
    browser.post("/setup", data=TOLD)
    browser.post("/placement/begin")
    while (item := app.preparation().place().item) is not None and item.drill != CACHE:
        app.preparation().pass_over(item.drill)
    assert item is not None

    answered = browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": "1 byte"}, headers=FRAGMENT).text

    assert 'href="/placement">Next question' in answered or "The placement is done" in answered


def test_the_placement_can_be_skipped(browser: Browser, app: App) -> None:
    """It says so, and can be done later."""
    browser.post("/setup", data=TOLD)

    assert browser.post("/placement/end").headers["location"] == "/today"

    setup = app.preparation().setup
    assert setup is not None
    assert setup.placement is Placing.SKIPPED
    assert "Be placed now" in browser.get("/setup").text


def test_the_placement_needs_a_set_up(browser: Browser) -> None:
    """Whoever comes first is led to it."""
    assert browser.get("/placement").headers["location"] == "/setup"
    assert browser.get("/setup/placement").headers["location"] == "/setup"


# Today


def test_today_shows_each_item_with_its_reason(browser: Browser, app: App) -> None:
    """On its page and first on the home page, with how far it came and how long it is to the interview."""
    set_up(browser)

    for page in ("/today", "/"):
        shown = browser.get(page).text
        today = app.preparation().today()
        assert "the interview is in 34 days" in shown
        assert f"0 of {len(today.planned)} done" in shown
        for one in today.planned:
            assert one.item.why.replace("'", "&#39;") in shown


def test_doing_an_item_moves_on(browser: Browser, app: App) -> None:
    """The page of the drill leads to the next item, and its bar and today show what came of it."""
    set_up(browser)
    today = app.preparation().today()
    assert any(one.item.drill == CACHE for one in today.planned)

    answered = browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": "1 byte"}, headers=FRAGMENT).text

    following = app.preparation().today().next
    assert following is not None
    assert f"Next today: {app.library.drills[following.drill].title}" in answered
    assert f"1 of {len(today.planned)} done" in answered
    assert f"1 of {len(today.planned)} done" in browser.get("/today").text


def test_the_sitting_can_be_changed(browser: Browser, app: App) -> None:
    """Not today, more, other minutes: with script a piece comes back, without it the page."""
    set_up(browser, minutes="10")
    drill = app.preparation().today().planned[0].item.drill

    piece = browser.post("/today/put-off", data={"drill": drill}, headers=FRAGMENT)
    plain = browser.post("/today/more")
    browser.post("/today/minutes", data={"minutes": "60"})

    today = app.preparation().today()
    assert piece.text.lstrip().startswith("<section")
    assert plain.headers["location"] == "/today"
    assert today.put_off == (drill,)
    assert today.minutes == 60
    assert browser.post("/today/minutes", data={"minutes": "-1"}).status_code == 422
    assert browser.post("/today/minutes", data={"minutes": "9999"}).status_code == 422


# The shorter variants


def test_the_trap_is_asked_and_answered(browser: Browser, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the choices is the drill's own; the attempt is recorded as the variant that it is."""
    from deepdrill.recall import Trap  # noqa: PLC0415

    asked = Trap(drill=SOFTMAX, choices=("One.", "You did not subtract.", "Three."), right=1, mistake="no_shift")
    monkeypatch.setattr(app, "trap", lambda _path, seed=None: (asked, 7 if seed is None else seed))

    led = browser.get(f"/drills/{SOFTMAX}/trap")
    page = browser.get(led.headers["location"]).text
    right = browser.post(f"/drills/{SOFTMAX}/trap", data={"seed": "7", "choice": "1"}, headers=FRAGMENT).text
    wrong = browser.post(f"/drills/{SOFTMAX}/trap", data={"seed": "7", "choice": "2"}).text

    assert page.count('type="radio"') == 3
    assert "Right" in right
    assert "Not that one" in wrong
    assert "You did not subtract." in wrong
    newest, older = app.attempts(SOFTMAX)
    assert (newest.variant, newest.outcome, older.outcome) == (Variant.TRAP, "failed", "passed")
    assert SOFTMAX not in app.standing()
    assert browser.post(f"/drills/{SOFTMAX}/trap", data={"seed": "7"}).status_code == 422
    assert "Recall the trap" in browser.get(f"/attempts/{newest.id}").text


def test_a_drill_without_enough_traps_says_so(browser: Browser) -> None:
    """There is nothing to choose from in so small a library."""
    assert browser.get(f"/drills/{SOFTMAX}/trap").status_code == 422
    assert browser.get(f"/drills/{WHY}/trap").status_code == 422
    assert browser.get(f"/drills/{WHY}/line").status_code == 422


@pytest.fixture
def with_a_line(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the drill a line that can be missing; its own solution is too short."""
    from deepdrill.recall import Blank  # noqa: PLC0415

    blank = Blank(
        drill=SOFTMAX, before="#right\ndef softmax(x):\n", indent="    ", after="    return y\n", line="y = x.exp()"
    )
    monkeypatch.setattr(app, "blank", lambda _path, seed=None: (blank, 7 if seed is None else seed))


@pytest.mark.usefixtures("with_a_line")
def test_the_line_is_filled_and_the_whole_judged(browser: Browser, app: App) -> None:
    """The gap stands between what is there; what stood in it is shown afterwards."""
    led = browser.get(f"/drills/{SOFTMAX}/line")
    page = browser.get(led.headers["location"]).text
    assert "y = x.exp()" not in page
    assert 'id="line"' in page

    judged = browser.post(f"/drills/{SOFTMAX}/line", data={"seed": "7", "text": "y = x.exp() * 1"}).text

    (attempt,) = app.attempts(SOFTMAX)
    assert "What stood there" in judged
    assert "Passed" in judged
    assert attempt.variant is Variant.LINE
    assert attempt.text == "#right\ndef softmax(x):\n    y = x.exp() * 1\n    return y\n"
    assert SOFTMAX not in app.standing()


@pytest.mark.usefixtures("with_a_line")
def test_the_line_is_judged_with_script_too(browser: Browser, judge: ScriptedJudge) -> None:
    """The claims come in one by one, and what stood there at the end."""
    assert judge.gate.is_set()
    begun = browser.post(f"/drills/{SOFTMAX}/line", data={"seed": "7", "text": "y = x"}, headers=FRAGMENT).text
    run = begun.split("/runs/")[1].split("/")[0]

    stream = browser.get(f"/runs/{run}/stream").text

    assert "What stood there" in stream
    assert "y = x.exp()" not in begun


# The learner's own word


def test_the_learner_may_correct_a_rating(browser: Browser, app: App) -> None:
    """On the attempt's page, and take it back there."""
    answer_cache(browser)
    (attempt,) = app.attempts(CACHE)
    assert "I guessed" in browser.get(f"/attempts/{attempt.id}").text

    browser.post(f"/attempts/{attempt.id}/word", data={"says": "guessed"})

    said = app.correction(attempt.id)
    assert said is not None
    assert said.says is Says.GUESSED
    piece = browser.post(f"/attempts/{attempt.id}/word", data={"says": "nothing"}, headers=FRAGMENT)
    assert piece.text.lstrip().startswith("<form")
    assert app.correction(attempt.id) is None
    assert browser.post(f"/attempts/{attempt.id}/word", data={"says": "maybe"}).status_code == 422
    assert browser.post("/attempts/nobody/word", data={"says": "knew"}).status_code == 422


def test_the_attempt_says_how_long_it_took(browser: Browser, app: App) -> None:
    """From opening the page; a minute passes at each look at the clock."""
    browser.get(f"/drills/{CACHE}?seed=7")
    answer_cache(browser)

    (attempt,) = app.attempts(CACHE)

    assert attempt.spent_s is not None
    assert attempt.spent_s > 0
    assert f"after {attempt.spent_s // 60} min" in browser.get(f"/attempts/{attempt.id}").text


# Progress


def test_progress_shows_intervals_and_never_a_share_of_drills(browser: Browser) -> None:
    """Each round with its bar, what is missing, and what comes back."""
    set_up(browser)
    answer_cache(browser)

    page = browser.get("/progress").text

    assert page.count('<svg class="interval"') > 3
    assert "most likely about" in page
    assert "Evidence that is missing" in page
    assert 'aria-label="Cards due' in page
    assert "You have done 1 drill at least once" in page


# Out


def test_everything_can_be_taken_along(browser: Browser) -> None:
    """As JSON, as a table, and as an Anki package; the page of the set-up links them."""
    set_up(browser)
    answer_cache(browser)

    links = browser.get("/setup").text
    everything = browser.get("/export/deepdrill.json")
    table = browser.get("/export/attempts.csv")
    anki = browser.get("/export/deepdrill.apkg")

    for name in ("deepdrill.json", "attempts.csv", "deepdrill.apkg"):
        assert f"/export/{name}" in links
    assert json.loads(everything.content)["setup"]["profile"]["role"] == "engineer"
    assert len(json.loads(everything.content)["attempts"]) == 1
    assert [row["drill"] for row in csv.DictReader(io.StringIO(table.text))] == [CACHE]
    assert zipfile.ZipFile(io.BytesIO(anki.content)).testzip() is None
    assert all("attachment" in one.headers["content-disposition"] for one in (everything, table, anki))
