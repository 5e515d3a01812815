"""The live chart in a real browser: it draws what a stream tells, beside an earlier run, and says it in words."""

import re
import threading
from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest
import uvicorn
from fastapi import FastAPI, Request
from playwright.sync_api import Browser, Page, expect
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from test_browser import Watch, chromium

from deepdrill.web.assets import STATIC, Assets
from deepdrill.web.guard import Guard
from deepdrill.web.server import listen
from deepdrill.web.sse import frame, stream

pytestmark = pytest.mark.slow

__all__ = ["chromium"]  # the fixture

PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A chart</title><link rel="icon" href="data:,"><script src="{theme}"></script>
<link rel="stylesheet" href="{style}"><script type="module" src="{page}"></script></head>
<body><main class="frame"><theme-toggle></theme-toggle>
<live-chart src="/stream" ghost-src="/earlier" chart="loss" x="step" y="loss" log="y" says="Loss of two runs">
<table><tr><td>The numbers without script</td></tr></table></live-chart>
<live-chart src="/stream" chart="norm" x="step" y="gradient norm" marks="dots"></live-chart>
<live-chart points='[{{"series":"wild","x":[1e-9,3,4e8],"y":[0.36,null,2.4e22]}}]' log="x y" x="rate" y="size">
</live-chart><live-chart points='[{{"series":"flat","x":[2,3],"y":[0.365,0.369]}}]' log="y" x="step" y="narrow">
</live-chart></main></body></html>"""


def batches(first: int, last: int, factor: float) -> str:
    """Write some steps of a loss that falls by a factor each step, as one event."""
    steps = list(range(first, last))
    told: list[dict[str, object]] = [
        {"chart": "loss", "series": "train", "x": steps, "y": [factor**step for step in steps]},
        {"chart": "loss", "series": "held out", "x": steps, "y": [1.5 * factor**step for step in steps]},
    ]
    told += [{"chart": "norm", "series": "layer 1", "x": step, "y": step % 7} for step in steps]
    return msgspec.json.encode(told).decode()


def site() -> tuple[FastAPI, list[str]]:
    """Serve the page and two streams; the list tells which address was asked with which last event."""
    web, asked = FastAPI(), []
    assets = Assets.load()

    @web.get("/")
    def page() -> HTMLResponse:
        urls = {name.partition(".")[0]: assets.url(name) for name in ("theme.js", "style.css", "page.js")}
        return HTMLResponse(PAGE.format(**urls))

    async def frames(after: int) -> AsyncIterator[str]:
        if after == 0:
            yield frame(batches(0, 30, 0.9), number=1, event="point")
            return  # as if the connection was lost: the browser comes again and says how far it has got
        yield frame(batches(30, 61, 0.9), number=2, event="point")
        yield frame("", number=3, event="end")

    async def earlier() -> AsyncIterator[str]:
        yield frame(batches(0, 61, 0.95), number=1, event="point")
        yield frame("", number=2, event="end")

    @web.get("/stream")
    async def follow(request: Request) -> Response:
        seen = request.headers.get("Last-Event-ID", "0")
        asked.append(seen)
        return stream(frames(int(seen)))

    @web.get("/earlier")
    async def past() -> Response:
        return stream(earlier())

    web.mount("/static", StaticFiles(directory=STATIC))
    web.add_middleware(Guard, refusal=lambda _scope, status, says: Response(says, status))
    return web, asked


@pytest.fixture
def charts(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """The page, opened; every complaint of the browser fails the test."""
    web, asked = site()
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch = Watch(address=address)
    watch.over(page)
    page.goto(address)
    yield page, asked
    context.close()
    server.should_exit = True
    thread.join()
    listening.close()
    assert watch.complaints == []


def test_a_chart_draws_a_stream_that_was_lost_on_the_way(charts: tuple[Page, list[str]]) -> None:
    """Both parts of an interrupted stream arrive once, over one connection for all charts, and are said in words."""
    page, asked = charts
    image = page.get_by_role("img", name="Loss of two runs")
    expect(image).to_have_attribute("aria-label", _holding("train: 0.001797 at 60"), timeout=10_000)
    expect(image).to_have_attribute("aria-label", _holding("train of the earlier run: 0.04607 at 60"))
    expect(page.get_by_role("img", name="gradient norm against step")).to_have_attribute(
        "aria-label", _holding("layer 1: 4 at 60")
    )
    expect(page.get_by_text("held out, earlier run")).to_be_visible()
    expect(page.get_by_role("img", name="size against rate. Last values: wild: 2.4e22 at 4e8.")).to_be_visible()
    expect(page.get_by_text("The numbers without script")).to_be_hidden()
    assert asked == ["0", "1"]


def test_a_chart_follows_the_theme_and_the_width(charts: tuple[Page, list[str]]) -> None:
    """The canvas changes its colours with the theme and its width with the window."""
    page, _asked = charts
    expect(page.get_by_role("img", name="Loss of two runs")).to_have_attribute(
        "aria-label", _holding("at 60"), timeout=10_000
    )
    light = _pixels(page)
    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    page.wait_for_timeout(100)
    assert _pixels(page) != light
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('canvas').getBoundingClientRect().width < 390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _holding(text: str) -> re.Pattern[str]:

    return re.compile(re.escape(text))


def _pixels(page: Page) -> str:
    drawn: str = page.evaluate("document.querySelector('canvas').toDataURL()")
    return drawn
