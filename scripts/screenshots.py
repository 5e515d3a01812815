# ruff: noqa: INP001  a folder of programs, no package
"""Take the pictures of the README: the real server, the real judge, one real mistake, on a temporary home.

    python scripts/screenshots.py

What is drawn is decided in `src/deepdrill/web` and `frontend`.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from deepdrill.app import App, Dice, Settings, system_dice
from deepdrill.content.records import Implement
from deepdrill.web import create_web
from deepdrill.web.server import listen

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DRILL = "attention/scaled-dot-product"
MISTAKE = "no_scale"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VERDICT_MS = 30_000
"""A cold judge imports torch first."""


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # The same inputs in every picture, so that a new one differs only where the pages do.
    dice = Dice(seed=lambda: 7, attempt_id=system_dice().attempt_id)
    with tempfile.TemporaryDirectory() as home, App(Settings(home=Path(home)), dice=dice) as app:
        code = missing_scale(app)
        with served(app) as address, chromium() as browser:
            desktop = {"width": 1280, "height": 1000}
            picture(browser, address, code, name="failed-light", scheme="light", size=desktop)
            picture(browser, address, code, name="failed-dark", scheme="dark", size=desktop)
            picture(browser, address, code, name="failed-phone", scheme="light", size={"width": 390, "height": 844})
            solved = implement(app).solution
            picture(browser, address, solved, name="passed-light", scheme="light", size=desktop)
            pages = {"home": "/", "drills": "/drills", "ladders": "/drills?by=ladder", "history": "/history"}
            for name, path in pages.items():
                plain(browser, address, path, name=name, size=desktop)


def implement(app: App) -> Implement:
    """Give the drill that is pictured."""
    body = app.drill(DRILL).body
    if not isinstance(body, Implement):
        raise TypeError(f"{DRILL} is no implement drill any more: choose another one in this file")
    return body


def missing_scale(app: App) -> str:
    """Find the mistake that everybody makes once: no division by the square root of the width."""
    for mistake in implement(app).mistakes:
        if mistake.name == MISTAKE:
            return mistake.code.split("# ///\n")[-1].lstrip()
    raise LookupError(f"{DRILL} has no mistake called {MISTAKE} any more: choose another one in this file")


@contextmanager
def served(app: App) -> Iterator[str]:
    """Serve the pages on any free port."""
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(create_web(app), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the system, or else the one that Playwright has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Browser, address: str, *, scheme: str, size: dict[str, int]) -> Iterator[Page]:
    """Open a window."""
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=2 if size["width"] < 500 else 1,  # noqa: PLR2004  a phone has fine pixels
    )
    yield context.new_page()
    context.close()


def picture(browser: Browser, address: str, code: str, *, name: str, scheme: str, size: dict[str, int]) -> None:
    """Submit code and picture what the learner sees."""
    with page_of(browser, address, scheme=scheme, size=size) as page:
        page.goto(f"/drills/{DRILL}")
        expect(page.locator(".cm-content")).to_be_visible()
        page.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(code)
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_text("Recorded in your history")).to_be_visible(timeout=VERDICT_MS)
        page.wait_for_timeout(300)
        page.screenshot(path=IMAGES / f"{name}.png")


def plain(browser: Browser, address: str, path: str, *, name: str, size: dict[str, int]) -> None:
    """Picture a page as it is."""
    with page_of(browser, address, scheme="light", size=size) as page:
        page.goto(path)
        page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
