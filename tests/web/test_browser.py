"""The pages in a real browser: what a learner does, with the mouse and without, and what the browser sees of it."""

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from small_site import CACHE, SOFTMAX, WHY, ScriptedJudge

from deepdrill.app import App
from deepdrill.content.records import Level
from deepdrill.curriculum import Profile
from deepdrill.web.server import listen

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NAMED = "You did not subtract the largest score."


@dataclass(kw_only=True)
class Watch:
    """Notes what no page may do: complain, or ask another host."""

    address: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._sent)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _sent(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.strangers.append(request.url)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def address(app: App, web: FastAPI) -> Iterator[str]:
    """The served application, on a port of its own."""
    assert app is not None
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh page whose every complaint and every request to a stranger fails the test."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(5000)
    watch = Watch(address=address)
    watch.over(opened)
    yield opened
    context.close()
    assert watch.complaints == []
    assert watch.strangers == []


def write(page: Page, code: str) -> None:
    """Replace the whole code, as a learner does."""
    expect(page.locator(".cm-content")).to_be_visible()  # the plain text box has given way to the editor
    page.get_by_role("textbox", name="Your code").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)


def test_a_learner_fails_reads_why_and_passes(page: Page) -> None:
    """From the list to a named mistake, to a pass, to the history: the whole way."""
    page.goto("/drills")
    page.get_by_role("link", name="Softmax", exact=True).click()
    write(page, "wrong")
    page.get_by_role("button", name="Submit").click()

    expect(page.locator(".named")).to_contain_text(NAMED)
    expect(page.locator("#claim-sums_to_one")).to_contain_text("Passed")
    expect(page.locator("#claim-large_scores")).to_contain_text("Failed")
    expect(page.get_by_text("[[nan, 0.]]")).to_be_visible()

    write(page, "good")
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    expect(page.get_by_text("And its gradient?")).to_be_visible()
    expect(page.locator("#after").get_by_text("Passed")).to_be_visible()
    expect(page.locator("#standing")).to_have_text("Passed")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="History").click()
    expect(page.locator(".drills li")).to_have_count(2)
    page.locator(".drills a").last.click()
    expect(page.get_by_text(NAMED)).to_be_visible()


def test_each_claim_turns_when_it_is_settled(page: Page, judge: ScriptedJudge) -> None:
    """While the second check is at work the first one already shows how it ended."""
    judge.gate.clear()
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "good")
    page.get_by_role("button", name="Run").click()

    expect(page.locator("#claim-sums_to_one")).to_contain_text("Passed")
    expect(page.locator("#claim-large_scores")).to_contain_text("Running")

    judge.gate.set()
    expect(page.get_by_text("Not recorded.")).to_be_visible()


def test_claims_turn_green_while_one_types(page: Page, app: App) -> None:
    """A moment after the last key each claim says whether it holds; nothing fails aloud and nothing is recorded."""
    page.goto(f"/drills/{SOFTMAX}")
    expect(page.locator("#look-sums_to_one")).to_contain_text("Not checked")
    write(page, "wrong")

    expect(page.locator("#look-sums_to_one")).to_contain_text("Holds")
    expect(page.locator("#look-large_scores")).to_contain_text("Not yet")
    write(page, "good")
    expect(page.get_by_text("All claims hold.")).to_be_visible()

    expect(page.locator("#verdict")).to_be_empty()
    assert app.attempts() == ()


def test_checking_while_one_types_can_be_switched_off_for_good(page: Page) -> None:
    """Switched off, what was found out is forgotten, nothing more is asked, and the next visit keeps the choice."""
    asked: list[str] = []
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "good")
    expect(page.get_by_text("All claims hold.")).to_be_visible()
    page.get_by_label("Check while I type").uncheck()
    expect(page.locator("#look-sums_to_one")).to_contain_text("Not checked")

    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    write(page, "wrong")
    page.wait_for_timeout(900)

    expect(page.get_by_label("Check while I type")).not_to_be_checked()
    assert [url for url in asked if url.endswith(("/live", "quiet=true"))] == []


def test_a_look_holds_one_connection_and_lets_it_go(page: Page, judge: ScriptedJudge) -> None:
    """However often one types, one stream is open while something runs and none after: a browser has only six."""
    judge.gate.clear()
    under_way: set[str] = set()
    page.on("request", lambda request: under_way.add(request.url) if "/stream" in request.url else None)
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: under_way.discard(request.url))
    page.goto(f"/drills/{SOFTMAX}")
    for word in ("wrong", "good", "wrong"):
        write(page, word)
        page.wait_for_timeout(900)

    assert len(under_way) == 1
    judge.gate.set()
    expect(page.get_by_text("1 of 2 claims holds.")).to_be_visible()
    page.wait_for_timeout(1500)
    assert under_way == set()


def test_a_verdict_takes_the_place_of_the_looks_until_one_types_again(page: Page) -> None:
    """The claims stand on the page once; after an edit the verdict says that it is on an older text."""
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "wrong")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Not recorded.")).to_be_visible()
    expect(page.locator("#look-sums_to_one")).to_be_hidden()

    write(page, "good")
    expect(page.get_by_text("as it was before you changed it")).to_be_visible()
    expect(page.get_by_text("All claims hold.")).to_be_visible()
    expect(page.locator(".named")).to_be_visible()
    expect(page.locator("#look-sums_to_one")).to_be_hidden()


def test_the_stream_is_closed_with_the_verdict(page: Page) -> None:
    """Nothing stays connected once the verdict is there: a browser has only six connections."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "good")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()

    page.wait_for_timeout(1500)  # twice as long as a reader waits before it asks again

    assert len([url for url in asked if url.endswith("/stream")]) == 1


def test_the_keyboard_is_enough(page: Page) -> None:
    """Every step works without a mouse, and the editor lets go of the focus with Escape, then Tab."""
    page.goto(f"/drills/{SOFTMAX}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    editor = page.get_by_role("textbox", name="Your code")
    for _ in range(12):
        page.keyboard.press("Tab")
        if editor.evaluate("it => it === document.activeElement"):
            break
    expect(editor).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("wrong")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".named")).to_contain_text(NAMED)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("good")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Not recorded.")).to_be_visible()

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Reset to starter")).to_be_focused()


def test_tab_indents_in_the_editor(page: Page) -> None:
    """Tab puts in four spaces, for Python is what is written there."""
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "x")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")

    expect(page.locator("textarea[name=code]")).to_have_value("    x")


def test_a_draft_survives_a_reload_and_a_reset_can_be_undone(page: Page) -> None:
    """What was typed is there again; going back to the starter can be taken back."""
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "my draft")
    page.reload()
    editor = page.get_by_role("textbox", name="Your code")
    expect(editor).to_have_text("my draft")

    page.get_by_role("button", name="Reset to starter").click()
    expect(editor).to_contain_text("NotImplementedError")
    page.get_by_role("button", name="Undo").click()
    expect(editor).to_have_text("my draft")


def test_an_old_attempt_replaces_the_draft_and_undo_brings_it_back(page: Page, app: App) -> None:
    """Opening an attempt's code in the editor never costs the draft."""
    app.submit(SOFTMAX, "good # old")
    page.goto(f"/drills/{SOFTMAX}")
    write(page, "my draft")
    page.goto("/attempts/a1")
    page.get_by_role("link", name="Open this code in the editor").click()
    editor = page.get_by_role("textbox", name="Your code")
    expect(editor).to_have_text("good # old")

    page.get_by_role("button", name="Undo").click()
    expect(editor).to_have_text("my draft")


def test_hints_and_giving_up_work_in_place(page: Page) -> None:
    """Hints open one by one beside the code, and the solution after being asked once."""
    page.goto(f"/drills/{SOFTMAX}")
    page.get_by_role("button", name="Open hint 1 of 3").click()
    expect(page.get_by_text("What is")).to_be_visible()
    page.get_by_text("Give up and see it").click()
    page.get_by_role("button", name="Show it now").click()

    expect(page.locator("#solution pre")).to_contain_text("worked answer")


def test_ladders_are_one_choice_away(page: Page) -> None:
    """The list regroups in place, and a pass leads to the next step without a reload."""
    page.goto("/drills")
    page.get_by_label("Group by").select_option("ladder")
    expect(page.get_by_role("heading", name="From scores to reasons")).to_be_visible()
    expect(page).to_have_url(re.compile("by=ladder"))
    page.get_by_role("link", name="Softmax", exact=True).first.click()
    write(page, "good")
    page.get_by_role("button", name="Submit").click()
    page.locator("#after").get_by_role("link", name="Why softmax").click()

    expect(page.get_by_role("heading", name="Why softmax")).to_be_visible()


def test_filters_narrow_the_list_as_one_types(page: Page) -> None:
    """The list follows the filters without a reload, and the address keeps them."""
    page.goto("/drills")
    page.get_by_label("Search").fill("cache")

    expect(page.locator(".drills li")).to_have_count(1)
    expect(page).to_have_url(re.compile("text=cache"))


def test_numbers_are_answered_in_place(page: Page, app: App) -> None:
    """An unreadable answer keeps the field; a wrong one is named; fresh numbers are one press away."""
    answer = app.problem(CACHE, 7).answer
    page.goto(f"/drills/{CACHE}")
    page.get_by_role("textbox", name="Your answer").fill("much")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_role("textbox", name="Your answer").fill(f"{answer / 2} bytes")
    page.keyboard.press("Enter")
    expect(page.locator(".named")).to_contain_text("keys but not the values")
    expect(page.locator("#standing")).to_have_text("Tried once")

    page.get_by_role("link", name="Fresh numbers").click()
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("")


def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    """Auto, light, dark go round, and a reload keeps the choice."""
    page.goto("/")
    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    page.reload()

    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"


def test_words_are_written_looked_at_and_judged_with_the_keyboard_alone(page: Page, app: App) -> None:
    """Ctrl Enter hands the answer in; a point that the grader leaves open is judged by an arrow key, and kept."""
    page.goto(f"/drills/{WHY}")
    page.get_by_label("Your answer, in two to ten sentences").focus()
    page.keyboard.type("perhaps it stays positive")
    expect(page.get_by_text("4 words")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Did you say this? You judge.")).to_be_visible()
    expect(page.get_by_role("heading", name="What an interviewer asks next")).to_be_visible()

    page.get_by_label("I said it").focus()
    page.keyboard.press("Space")

    expect(page.get_by_text("Your own word.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("perhaps it stays positive")
    assert [attempt.passed for attempt in app.attempts(WHY)] == [True]


def test_a_draft_of_words_outlives_the_page(page: Page) -> None:
    """What was written and not handed in is there again."""
    page.goto(f"/drills/{WHY}")
    page.get_by_label("Your answer, in two to ten sentences").fill("half a thou")
    page.wait_for_timeout(500)
    page.reload()

    expect(page.get_by_role("textbox")).to_have_value("half a thou")


def prepare(app: App) -> None:
    """Set up and begin the placement."""
    app.preparation().set_up(Profile(role="engineer", level=Level.MID, minutes_a_day=30))
    app.preparation().begin_placement()


def test_a_new_learner_sets_up_and_does_what_today_says(page: Page, app: App) -> None:
    """With the keyboard: set-up, no placement, an item, the next one; the plan changes where it stands."""
    page.goto("/")
    page.get_by_role("link", name="Set up", exact=True).press("Enter")
    page.get_by_role("radio", name="Engineer").press("Space")
    page.get_by_label("Minutes a day").fill("30")
    page.get_by_label("Minutes a day").press("Enter")
    page.get_by_role("button", name="Skip it and start").press("Enter")
    expect(page.locator(".sitting li")).to_have_count(len(app.preparation().today().planned))

    page.get_by_role("link", name="Size of the cache").press("Enter")
    page.get_by_role("textbox").fill("1 byte")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("link", name="Next today")).to_be_visible()
    expect(page.locator("#lead")).to_contain_text("1 of ")
    page.get_by_role("link", name="Today", exact=True).first.press("Enter")
    expect(page.locator(".sitting").get_by_text("Failed")).to_be_visible()

    before = page.locator(".sitting li").count()
    page.get_by_role("button", name="Not today").first.press("Enter")
    expect(page.locator(".sitting li")).to_have_count(before - 1)
    page.get_by_label("Minutes today").fill("x")
    expect(page.get_by_label("Minutes today")).to_have_js_property("validity.valid", value=False)


def test_a_word_on_an_attempt_is_kept_at_once(page: Page, app: App) -> None:
    """Choosing is enough, and it is there when one comes back."""
    attempt = app.answer(CACHE, "1 byte", seed=7)
    page.goto(f"/attempts/{attempt.id}")

    page.get_by_label("I guessed").check()
    page.wait_for_timeout(300)
    page.reload()

    expect(page.get_by_label("I guessed")).to_be_checked()
    page.get_by_label("as it came out").check()
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_label("as it came out")).to_be_checked()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/drills",
        "/drills?by=ladder",
        f"/drills/{SOFTMAX}",
        f"/drills/{CACHE}",
        f"/drills/{WHY}",
        "/topics/attention",
        "/setup",
        "/setup/placement",
        "/today",
        "/progress",
        "/placement",
        "/attempts/a1",
        "/attempts/a2",
    ],
)
def test_nothing_runs_off_a_phone(page: Page, app: App, path: str) -> None:
    """At 390 pixels no page scrolls sideways."""
    app.submit(SOFTMAX, "wrong")
    app.grade(WHY, "perhaps the sum is positive")
    prepare(app)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/drills",
        "/drills?by=ladder",
        f"/drills/{SOFTMAX}",
        f"/drills/{CACHE}",
        f"/drills/{WHY}",
        "/topics/attention",
        "/setup",
        "/setup/placement",
        "/today",
        "/progress",
        "/placement",
        "/history",
        "/attempts/a1",
        "/attempts/a2",
    ],
)
def test_axe_finds_no_barrier(page: Page, app: App, path: str, scheme: Literal["light", "dark"]) -> None:
    """Contrast, names, roles and landmarks meet WCAG A and AA in both schemes, with a verdict on the page."""
    app.submit(SOFTMAX, "wrong")
    app.grade(WHY, "perhaps the sum is positive")
    prepare(app)
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    if path == f"/drills/{SOFTMAX}":
        write(page, "wrong")
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_text("Recorded in your history")).to_be_visible()
    page.evaluate(AXE.read_text())

    found = page.evaluate("axe.run()")["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_a_page_without_script_still_judges(chromium: Browser, address: str) -> None:
    """With script off there is a plain text box, and Submit gives a page with the verdict."""
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/drills/{SOFTMAX}")
    page.get_by_label("Your code").fill("wrong")
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_text(NAMED)).to_be_visible()
    context.close()
