"""A program to debug in a real browser with the real judge: run, stop, hand in, with the keyboard alone."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

from deepdrill.app import App, Settings
from deepdrill.web import create_web
from deepdrill.web.server import listen
from tiny_library import HALVES, write_library

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

ENDLESS = """
import itertools, time

def train(seed, log):
    for step in itertools.count():
        log(step=step, loss=1 / (step + 1), mine=step)
        time.sleep(0.02)

def half(x):
    return x
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The whole application over the tiny library, its judge included."""
    root = write_library(tmp_path_factory.mktemp("library") / "content")
    with App(Settings(home=tmp_path_factory.mktemp("home"), content=root)) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(app: App) -> Iterator[str]:
    """The served application, on a port of its own."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_web(app), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["desk", "phone"])
def page(address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The drill's page on a desk and on a phone; every complaint fails the test."""
    scheme, width = request.param
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=False)
        opened = context.new_page()
        opened.set_default_timeout(30_000)
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(f"{address}/drills/{HALVES}")
        expect(opened.locator("#training-status")).to_contain_text("Finished", timeout=60_000)
        yield opened
        browser.close()
    assert complaints == []


def write(page: Page, code: str) -> None:
    """Replace the whole program, as a learner does."""
    page.get_by_role("textbox", name="The program").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)


def test_a_run_is_drawn_stopped_and_compared(page: Page) -> None:
    """Curves grow while it runs, Stop ends it at once, and what was logged stays beside the broken run."""
    write(page, ENDLESS)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#curves-title")).to_have_text("Your run")
    expect(page.locator("#training-row")).to_contain_text(re.compile(r"step \d\d"))

    page.get_by_role("button", name="Stop").click()

    expect(page.locator("#training-status")).to_contain_text("Cancelled", timeout=15_000)
    expect(page.locator("#training")).to_contain_text("loss, broken run")
    page.get_by_text("Other series that you log").click()
    expect(page.locator("#training details").first).to_contain_text("mine")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_a_repair_is_handed_in_with_the_keyboard_alone(page: Page, app: App) -> None:
    """The editor is left with Escape and Tab; boxes with Space; the report comes by itself."""
    write(page, getattr(app.drill(HALVES).body, "solution", ""))
    page.keyboard.press("Escape")
    page.get_by_label("It never divides.").focus()
    page.keyboard.press("Space")
    page.get_by_label("Halve 2 and compare.").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Hand in").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#verdict")).to_contain_text("The program is repaired, and its cause is named.")
    expect(page.locator("#standing")).to_contain_text("Passed")


def test_the_page_is_accessible(page: Page) -> None:
    """No rule of WCAG 2.1 AA that a machine can check is broken, with a report on the page."""
    page.get_by_label("It divides by 3.").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#verdict")).to_contain_text("Recorded in your history.")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]] == []
