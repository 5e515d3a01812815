"""The pages of interviews without script: choose, answer, pause, end, and what is said and saved afterwards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import Response
from small_site import CANVAS, Browser, ScriptedJudge, WordForWord, write_library

from deepdrill.app import App, Dice, Settings
from deepdrill.grading.closeness import Closeness, Near
from deepdrill.interview import ListBook
from deepdrill.practice import ListJournal, ListPlans
from deepdrill.web import create_web


@dataclass(kw_only=True)
class Watch:
    """A clock that a test sets."""

    now: datetime = datetime(2026, 11, 27, 9, tzinfo=UTC)

    def wait(self, minutes: float) -> None:
        """Let time go by."""
        self.now += timedelta(minutes=minutes)


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The clock."""
    return Watch()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> Iterator[tuple[App, FastAPI]]:
    """An application and its pages, made once."""
    folder = tmp_path_factory.mktemp("interviews")
    numbers = iter(range(1, 1000))
    with App(
        Settings(home=folder, content=write_library(folder / "content", CANVAS)),
        clock=lambda: watch.now,
        dice=Dice(seed=lambda: 7, attempt_id=lambda: f"n{next(numbers)}"),
        journal=ListJournal(),
        judges=ScriptedJudge(),
        graders=WordForWord(),
        plans=ListPlans(),
    ) as app:
        yield app, create_web(app)


@pytest.fixture
def app(whole: tuple[App, FastAPI], monkeypatch: pytest.MonkeyPatch) -> App:
    """An application in which no interview was held yet."""
    app, _ = whole
    app._journal, app._book = ListJournal(), ListBook()

    def near(_encoder: object, *, asks: str, model: str, text: str) -> Closeness | None:
        return Closeness(near=Near.CLOSE if text in model else Near.UNSURE, p=0.5) if asks else None

    monkeypatch.setattr("deepdrill.grading.closeness.closeness", near)
    return app


@pytest.fixture
def browser(app: App, whole: tuple[App, FastAPI]) -> Browser:
    """A browser without script."""
    assert app is not None
    return Browser(whole[1])


def begin(browser: Browser, *rounds: str, minutes: int = 60) -> str:
    """Begin an interview and give its address."""
    told = {"minutes": str(minutes), "who": "me" if rounds else "you", "rounds": list(rounds), "level": "mid"}
    answer = browser.post("/interview", data=told)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def hand_in(browser: Browser, at: str, **fields: object) -> Response:
    """Hand in what is asked now, as the form of the page would."""
    page = browser.get(at).text
    hidden = dict(re.findall(r'type="hidden" name="(turn|step|number)" value="(\d+)"', page))
    sent = browser.post(f"{at}/answers", data={**hidden, **fields})
    assert (sent.status_code, sent.headers.get("location")) == (303, at)
    return browser.get(at)


def test_the_first_page_offers_what_the_library_can_ask(browser: Browser) -> None:
    """Rounds without a drill are not offered; the clock starts with the button and not before."""
    page = browser.get("/interview").text

    assert 'value="coding"' in page
    assert 'value="debugging"' not in page
    assert "Begin: the clock starts" in page
    assert "Earlier ones" not in page


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"minutes": "abc"}, "30 to 180 minutes"),
        ({"minutes": "31", "who": "me", "rounds": ["coding", "theory", "coding"]}, "need 50 minutes or more"),
        ({"minutes": "60", "who": "me", "rounds": ["debugging"]}, "no drills for a round of debugging"),
    ],
)
def test_what_cannot_be_held_is_said_on_the_page(browser: Browser, told: dict[str, object], says: str) -> None:
    """And nothing begins."""
    answer = browser.post("/interview", data=told)

    assert answer.status_code == 422
    assert says in answer.text
    assert "One is still running" not in browser.get("/interview").text


def test_a_coding_round_hides_what_a_real_one_hides(browser: Browser) -> None:
    """Signatures alone; no hints, no claims, no run; a failing claim is named without the input that it failed on."""
    at = begin(browser, "coding")
    page = browser.get(at).text

    assert "def softmax(x):\n    ..." in page
    for hidden in ("Open hint", "sums_to_one", "Each row sums to one", "NotImplementedError", "worked answer", ">Run<"):
        assert hidden not in page

    failed = hand_in(browser, at, text="#wrong").text
    assert "Scores of 1e4 give no" in failed
    assert "does not hold" in failed
    assert "You did not subtract" not in failed
    assert "10000" not in failed
    assert "#wrong</textarea>" in failed

    passed = hand_in(browser, at, text="#passed").text
    assert "It passes." in passed
    assert "And its gradient?" in passed
    assert "The Jacobian." not in passed


def test_words_numbers_and_canvases_are_asked_each_in_their_way(browser: Browser, app: App) -> None:
    """A field for words, one line for a number, a field for each part of a canvas."""
    at = begin(browser, "theory")
    assert "Why not divide by the sum?" in browser.get(at).text
    assert "Why e?" in hand_in(browser, at, text="Scores stay positive").text

    at = begin(browser, "arithmetic")
    assert re.search(r"How many bytes do \d+ tokens", browser.get(at).text)
    unread = hand_in(browser, at, text="a few").text
    assert "is not one number with a unit" in unread
    assert 'value="a few"' in unread
    assert "That is not right." in hand_in(browser, at, text="12 bytes").text

    at = begin(browser, "talk")
    assert "What goes wrong" in browser.get(at).text
    hand_in(browser, at, **{"part-data": "keys", "part-failure": "evict"})
    assert app.attempts("serving/plan")[0].text == "## Data\n\nkeys\n\n## Failure\n\nevict\n"


def test_a_pause_hides_the_question_and_is_told(browser: Browser, watch: Watch) -> None:
    """The clock stands meanwhile; the page and the debrief say how long."""
    at = begin(browser, "theory", minutes=30)
    watch.wait(10)
    browser.post(f"{at}/pause")
    paused = browser.get(at).text
    watch.wait(25)
    browser.post(f"{at}/resume")
    page = browser.get(at).text
    browser.post(f"{at}/end")

    assert "Why not divide" not in paused
    assert "The clock stands" in paused
    assert "Why not divide" in page
    assert ">20:00</span> left" in page
    assert "stood 1 time, 25:00" in page
    assert "The clock stood once, 25 minutes in all" in browser.get(f"{at}/debrief").text


def test_a_draft_is_kept_and_the_page_learns_when_it_is_over(browser: Browser, watch: Watch) -> None:
    """What was written so far is taken when the clock strikes."""
    at = begin(browser, "theory", minutes=30)
    draft = {"turn": 1, "step": 0, "text": "Scores stay positive", "edits": [[5, 0, 0, "Scores stay positive"]]}

    assert browser.post(f"{at}/draft", json=draft).json() == {"state": "running", "kept": True}
    assert "Scores stay positive</textarea>" in browser.get(at).text
    assert browser.get(f"{at}/edits/1/0").json() == {"begun": "", "edits": [[0, 0, 0, "Scores stay positive"]]}
    assert browser.post(f"{at}/draft", json={**draft, "turn": 2}).json() == {"state": "moved", "kept": False}
    assert browser.post(f"{at}/draft", content=b"{").status_code == 422
    watch.wait(31)
    assert browser.post(f"{at}/draft", json=draft).json() == {"state": "over", "kept": False}
    assert browser.get(at).headers["location"] == f"{at}/debrief"
    assert "You did not hand it in; I took what stood there." in browser.get(f"{at}/debrief").text


def test_the_debrief_says_it_saves_it_and_hands_on_what_to_do(browser: Browser, app: App) -> None:
    """The page, one file that needs no other, and a PDF; learners' text is text in all of them."""
    at = begin(browser, "theory", "coding")
    hand_in(browser, at, text="<b>Nothing</b> of it — naïve √d ∑ 試")
    hand_in(browser, at, text="It is its own derivative.")
    browser.post(f"{at}/end")

    page = browser.get(f"{at}/debrief").text
    kept = browser.get(f"{at}/debrief.html")
    sheets = browser.get(f"{at}/debrief.pdf")

    assert "to do next" in page
    assert "Close to what I hoped for" in page
    assert "There was no answer when it ended." in page
    assert "&lt;b&gt;Nothing" in page
    assert "<b>Nothing" not in kept.text
    assert not re.search(r'(?:src|href)="(?!#)', kept.text)
    assert "attachment" in kept.headers["content-disposition"]
    assert sheets.content.startswith(b"%PDF")
    (asked,) = [one for one in app.plans.asked_for("local") if one.drill == "attention/why"]
    assert asked.says in page.replace("&#39;", "'")
    assert at in browser.get("/interview").text


def test_an_interview_that_is_not_there_or_still_runs(browser: Browser) -> None:
    """Says so, and where to go."""
    at = begin(browser, "theory")

    assert browser.get("/interview/none").status_code == 422
    assert browser.get(f"{at}/debrief").headers["location"] == at
    assert "still running" in browser.get(f"{at}/debrief.pdf").text
    assert browser.post(f"{at}/answers", data={"turn": "x", "step": "0"}).status_code == 422
    assert browser.post(f"{at}/next", data={"turn": "99", "step": "0"}).status_code == 303


def test_a_debrief_beside_earlier_ones(browser: Browser, watch: Watch) -> None:
    """Round by round, in words."""
    for text in ("Nothing", "Scores stay positive"):
        at = begin(browser, "theory")
        hand_in(browser, at, text=text)
        browser.post(f"{at}/end")
        watch.wait(60)

    page = browser.get(f"{at}/debrief").text

    assert "Beside earlier interviews" in page
    assert re.search(r"<td>weak</td>\s*<td>strong</td>", page)


def test_the_files_to_keep_hold_odd_letters_and_long_lines(browser: Browser) -> None:
    """No letter and no line is too much for a sheet of paper."""
    at = begin(browser, "coding")
    hand_in(browser, at, text="#wrong\n" + "x = '" + "wide" * 300 + "'\t# “quoted” 漢字 é ½ \u200b")
    browser.post(f"{at}/end")

    made = browser.get(f"{at}/debrief.pdf").content

    assert made.rstrip().endswith(b"%%EOF")
