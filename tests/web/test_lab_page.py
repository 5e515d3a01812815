"""The page of a lab, with real runs: without script in one answer, with script live, stopped and compared."""

import re
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, expect, sync_playwright
from small_site import Browser
from test_browser import AXE, QUIET, Watch

from deepdrill.app import App, Settings
from deepdrill.practice import ListJournal
from deepdrill.web import create_web
from deepdrill.web.server import listen
from tiny_library import break_file, write_library

GROWTH = "/drills/advanced/growth"
SLOWLY = (
    "        for _ in range(4):\n            time.sleep(0.05)\n            if lab.stopped:\n                return\n"
)
HTMX = {"HX-Request": "true"}
FORM = {"knob-rate": "3", "seed": "0", "tab": "t"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, FastAPI]]:
    """Open the tiny library, whose lab takes a second here, and build its pages once."""
    home = tmp_path_factory.mktemp("labs")
    root = write_library(home / "content")
    break_file(root, "advanced/growth/experiment.py", "        x *= rate\n", f"        x *= rate\n{SLOWLY}")
    break_file(root, "advanced/growth/experiment.py", "from deepdrill", "import time\n\nfrom deepdrill")
    # A page has a process ready for the next run; a fast test starts none.
    with pytest.MonkeyPatch.context() as patch, App(Settings(home=home, content=root), journal=ListJournal()) as app:
        patch.setattr(app.experimenter, "warm_up", lambda: None)
        yield app, create_web(app)


@pytest.fixture
def lab_app(built: tuple[App, FastAPI]) -> App:
    """An application that nobody has used yet."""
    built[0]._journal = ListJournal()
    return built[0]


@pytest.fixture
def plain(lab_app: App, built: tuple[App, FastAPI]) -> Browser:
    """A browser without script."""
    assert lab_app is built[0]
    return Browser(built[1])


def test_knobs_come_after_the_predictions(lab_app: App, plain: Browser) -> None:
    """A first visit asks; once it is answered the knobs are there, and what was right is not told yet."""
    page = plain.get(GROWTH).text
    assert "What happens at 1?" in page
    assert 'name="knob-rate"' not in page

    unanswered = plain.post(f"{GROWTH}/predictions", data={"predict-at-one": "1"}).text
    assert "Choose an answer to each question" in unanswered
    assert re.search(r'value="1" required checked', unanswered)
    assert lab_app.attempts() == ()

    answered = plain.post(f"{GROWTH}/predictions", data={"predict-at-one": "1", "predict-at-two": "1"}).text
    assert 'name="knob-rate"' in answered
    assert "One times x is x." not in answered
    assert [attempt.outcome for attempt in lab_app.attempts()] == ["failed"]
    assert 'name="knob-rate"' in plain.get(GROWTH).text


@pytest.mark.parametrize(
    ("form", "says"),
    [({"knob-rate": "9"}, "choose one of 1, 2, 3"), ({"seed": "x"}, "is no seed"), ({"knob-rat": "1"}, "did you mean")],
)
def test_knobs_that_do_not_fit_are_refused(plain: Browser, form: dict[str, str], says: str) -> None:
    """The answer says what may be chosen; nothing runs."""
    answer = plain.post(f"{GROWTH}/experiments", data=FORM | form)
    assert answer.status_code == 422
    assert says in answer.text


def test_what_is_not_there_is_said(plain: Browser) -> None:
    """A lost run, a question that the lab does not have, a drill that is no lab."""
    assert plain.post("/experiments/none/stop").status_code == 404
    assert plain.get("/experiments/none/stream").text == "event: end\ndata: \n\n"
    assert "This run is lost" in plain.get("/experiments/none/pieces").text
    assert plain.post(f"{GROWTH}/questions/none").status_code == 404
    assert plain.post("/drills/basics/double/experiments", data=FORM).status_code == 422


@pytest.mark.slow
def test_a_lab_without_script(lab_app: App, plain: Browser) -> None:
    """The answer to the form is the run that is over, drawn, with its numbers and what was right."""
    plain.post(f"{GROWTH}/predictions", data={"predict-at-one": "1", "predict-at-two": "0"})
    (attempt,) = lab_app.attempts()

    page = plain.post(f"{GROWTH}/experiments", data=FORM | {"attempt": attempt.id}).text

    for words in ("The run", "243", "It is over.", '<path class="curve curve-0"', "data:image/png;base64,", "sizes"):
        assert words in page
    assert "One times x is x." in page
    assert "It ends at 1." in plain.post(f"{GROWTH}/questions/at-one").text
    assert "One times x is x." in plain.get(f"/attempts/{attempt.id}").text


@pytest.mark.slow
def test_a_run_is_followed_again_from_where_a_reader_was(plain: Browser) -> None:
    """The streams of points and of pieces begin after the last event that was seen."""
    page = plain.post(f"{GROWTH}/experiments", data=FORM, headers=HTMX).text
    (address,) = set(re.findall(r"/experiments/[0-9a-f]+(?=/stream)", page))
    whole = plain.get(f"{address}/stream").text
    assert whole.count("event: point") > 1
    assert whole.endswith("event: end\ndata: \n\n")
    numbers = [int(number) for number in re.findall(r"^id: (\d+)$", whole, re.MULTILINE)]

    rest = plain.get(f"{address}/stream", headers={"Last-Event-ID": str(numbers[-2])}).text
    assert re.findall(r"^id: (\d+)$", rest, re.MULTILINE) == [str(numbers[-1])]
    assert plain.get(f"{address}/pieces").text.count("experiment-state") == 1


@pytest.fixture
def page(lab_app: App, built: tuple[App, FastAPI]) -> Iterator[Page]:
    """The page of the lab in a real browser; whatever it complains of fails the test."""
    assert lab_app is built[0]
    web = built[1]
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    watch = Watch(address=address)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        opened = browser.new_page(base_url=address, viewport={"width": 390, "height": 800})
        opened.set_default_timeout(10_000)
        expect.set_options(timeout=10_000)
        watch.over(opened)
        opened.goto(GROWTH)
        yield opened
        browser.close()
    expect.set_options(timeout=5_000)
    server.should_exit = True
    thread.join()
    listening.close()
    assert watch.complaints == []
    assert watch.strangers == []


@pytest.mark.slow
def test_a_learner_predicts_runs_compares_and_settles(page: Page) -> None:
    """By keyboard alone, at the width of a phone; the right answers appear when the run is over."""
    for question, choice in (("at-one", 1), ("at-two", 1)):
        page.locator(f"input[name=predict-{question}][value='{choice}']").focus()
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Knobs")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Running …")).to_be_visible()
    expect(page.get_by_role("heading", name="The run", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Last values: x: 16 at 4"))).to_be_visible()
    expect(page.get_by_text("One times x is x.")).to_be_visible()
    expect(page.get_by_role("img", name="growth")).to_be_visible()

    page.locator("input[name=knob-rate][value='3']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("x: 81 at 4"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("x of the earlier run: 16 at 4"))).to_be_visible()
    expect(page.get_by_role("row", name="end 243 32")).to_be_visible()

    page.get_by_role("button", name="Run what settles it").first.click()
    expect(page.get_by_text("It ends at 1.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The editor of other pages forbids inline scripts; axe comes in through the debugger, not through the page.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations.map(one => one.id + ' ' + one.nodes[0].html))")
    assert found == []


@pytest.mark.slow
def test_a_learner_stops_a_run(lab_app: App, page: Page) -> None:
    """It ends at once, what it has shown stays, and another can begin at once."""
    lab_app.predict("advanced/growth", {"at-one": 1, "at-two": 0})
    page.reload()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("Last values: x:"))).to_be_visible()
    begun = time.monotonic()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    assert time.monotonic() - begun < 10  # the run itself would take far longer

    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("heading", name="The run", exact=True)).to_be_visible()
