"""The room in a real browser: what is typed survives a reload, a restart of the server and a lost connection."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from small_site import ScriptedJudge, WordForWord, write_library
from test_browser import QUIET, Watch

from deepdrill.app import App, Settings
from deepdrill.web import create_web
from deepdrill.web.server import listen

pytestmark = pytest.mark.slow


@dataclass(kw_only=True)
class Machine:
    """A server over a database in a folder, that can be stopped and started again at the same address."""

    folder: Path
    port: int = 0
    app: App | None = None
    server: uvicorn.Server | None = None
    thread: threading.Thread | None = None
    started: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it as a new program would."""
        self.app = App(
            Settings(home=self.folder / "home", content=self.folder / "content"),
            judges=ScriptedJudge(),
            graders=WordForWord(),
        )
        listening = listen("127.0.0.1", self.port)
        self.port = listening.getsockname()[1]
        web = create_web(self.app)
        self.server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]})
        self.thread.start()

    def stop(self) -> None:
        """End it."""
        if self.server is None or self.thread is None or self.app is None:
            return
        self.server.should_exit = True
        self.thread.join()
        self.app.close()
        self.server = None


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A running server."""
    write_library(tmp_path / "content")
    machine = Machine(folder=tmp_path)
    machine.start()
    yield machine
    machine.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, machine: Machine) -> Iterator[Page]:
    """A fresh window, which must ask no other host."""
    watch = Watch(address=machine.address)
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch.over(page)
    page.set_default_timeout(15_000)
    yield page
    assert watch.strangers == []
    context.close()


def begin(page: Page, machine: Machine, round_: str) -> None:
    """Begin an interview of one round, with the keyboard alone."""
    page.goto(f"{machine.address}/interview")
    page.get_by_label("I choose").focus()
    page.keyboard.press("Space")
    page.get_by_label(round_).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/interview/*")
    expect(page.get_by_role("timer")).to_contain_text("59:")


def test_words_survive_a_reload_and_a_restart(page: Page, machine: Machine) -> None:
    """What was typed is there again, also what was typed while nobody answered; the clock ran on."""
    begin(page, machine, "Theory")
    page.get_by_role("textbox").fill("Scores stay")
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("Scores stay")

    machine.stop()
    page.get_by_role("textbox").press("End")
    page.keyboard.type(" positive")
    expect(page.get_by_text("No connection: kept in this browser.")).to_be_visible()
    machine.start()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Why e?")).to_be_visible()
    assert machine.app is not None
    (attempt,) = machine.app.attempts("attention/why")
    assert (attempt.text, attempt.passed) == ("Scores stay positive", True)


def test_an_answer_handed_in_offline_is_sent_when_the_connection_is_back(page: Page, machine: Machine) -> None:
    """Once, and nothing is lost by waiting; the learner is told."""
    begin(page, machine, "Theory")
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("Scores stay positive")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("No connection: your words are kept here and sent when it is back.")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("Why e?")).to_be_visible()
    assert machine.app is not None
    assert [one.text for one in machine.app.attempts("attention/why")] == ["Scores stay positive"]


def test_what_was_handed_in_offline_survives_a_closed_browser(page: Page, machine: Machine) -> None:
    """The next look at the interview sends it; if that is over by then, it comes late and is kept."""
    begin(page, machine, "Theory")
    at = page.url
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("Scores stay positive")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("No connection: your words")).to_be_visible()
    page.close()

    assert machine.app is not None
    machine.app.interviews().end(at.rpartition("/")[2])
    context = page.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(at)
    expect(again.get_by_role("heading", name="Debrief")).to_be_visible()
    expect(again.get_by_text("What you handed in")).to_be_visible()

    assert [one.text for one in machine.app.attempts("attention/why")] == ["Scores stay positive"]


def test_code_is_written_failed_repaired_and_replayed(page: Page, machine: Machine) -> None:
    """A blank file with the signature; the failing text stays; afterwards every edit can be watched by keyboard."""
    begin(page, machine, "Coding")
    editor = page.locator(".cm-content")
    expect(editor).to_contain_text("def softmax(x):")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("#wrong one")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("does not hold")).to_be_visible()
    expect(editor).to_have_text("#wrong one")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("#passed")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("And its gradient?")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("The clock stands")).to_be_visible()
    expect(page.get_by_text("And its gradient?")).to_be_hidden()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="End early").click()

    expect(page.get_by_role("heading", name="Debrief")).to_be_visible()
    page.get_by_role("button", name="Watch how it came about").first.press("Enter")
    slider = page.get_by_role("slider", name="Edits")
    expect(slider).to_be_focused()
    slider.press("End")
    expect(page.locator("[data-replay='text']").first).to_have_text("#passed")
    slider.press("Home")
    expect(page.locator("[data-replay='text']").first).to_contain_text("def softmax(x):")
    assert int(slider.get_attribute("max") or 0) > 10


def test_when_the_clock_strikes_the_page_hands_in(page: Page, machine: Machine) -> None:
    """By itself, with what stands there."""
    begin(page, machine, "Theory")
    page.get_by_role("textbox").fill("Scores stay positive")
    page.evaluate("document.querySelector('interview-room').setAttribute('left', '0')")

    expect(page.get_by_text("Why e?")).to_be_visible()


def test_a_phone_shows_the_room_without_scrolling_sideways(page: Page, machine: Machine) -> None:
    """At 390 pixels nothing sticks out, in the room and in the debrief."""
    page.set_viewport_size({"width": 390, "height": 844})
    begin(page, machine, "Coding")
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    page.get_by_role("button", name="End early").click()
    expect(page.get_by_role("heading", name="Debrief")).to_be_visible()
    assert page.evaluate(wide) <= 390
