"""The page of a program to debug: live points, comparison, stop, causes and the report; with script and without."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from small_site import Browser

from deepdrill.app import App, Dice, Settings
from deepdrill.content import load_library
from deepdrill.judge.verdict import Outcome, Row, Submission, Verdict
from deepdrill.practice import ListJournal
from deepdrill.web import create_web
from deepdrill.web.curves import thinned
from repair_samples import ObedientPrograms, ObedientRepairs
from tiny_library import DOUBLE, HALVES, write_library

HTMX = {"HX-Request": "true"}
PAGE = f"/drills/{HALVES}"


class Repairs(ObedientRepairs):
    """Judges as it is told, and takes what a judge is told."""

    def judge(self, submission: Submission, on_event: object = None, *, supersedes: str | None = None) -> Verdict:
        """Give the verdict."""
        return super().judge(submission)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Browser]]:
    """Keep one application over the tiny library; `site` begins afresh."""
    root = write_library(tmp_path_factory.mktemp("library") / "content")
    ids = count(1)
    with App(
        Settings(home=tmp_path_factory.mktemp("home"), content=root),
        clock=lambda: datetime(2026, 11, 20, tzinfo=UTC),
        dice=Dice(seed=lambda: 7, attempt_id=lambda: f"a{next(ids)}"),
        journal=ListJournal(),
        judges=Repairs(load_library(root)),
        programs=ObedientPrograms(),
    ) as app:
        yield app, Browser(create_web(app, draw_seed=lambda: 7))


@pytest.fixture
def programs() -> ObedientPrograms:
    """Who runs programs in this test."""
    return ObedientPrograms()


@pytest.fixture
def app(opened: tuple[App, Browser], programs: ObedientPrograms) -> App:
    """An application that nobody has used yet."""
    opened[0]._journal = ListJournal()
    opened[0]._programs = programs
    return opened[0]


@pytest.fixture
def site(opened: tuple[App, Browser], app: App) -> Browser:
    """A browser without script."""
    assert app is not None
    return opened[1]


def stream_of(fragment: str, end: str) -> str:
    """Find the address of a stream."""
    found = re.search(rf'"(/runs/\w+/{end})"', fragment)
    assert found is not None
    return found[1]


def send(site: Browser, *, record: str, code: str = "mine", **form: object) -> str:
    """Press a button as the page with script does."""
    return site.post(f"{PAGE}/repairs", data={"code": code, "record": record, **form}, headers=HTMX).text


def test_the_page_shows_the_program_its_curves_and_what_to_name(site: Browser) -> None:
    """The broken program is in the editor and runs; causes and tests are there, and nothing says which is right."""
    page = site.get(PAGE).text

    assert "def half(x):" in page
    assert page.count("<live-chart") == 1
    assert 'log="y"' in page
    assert page.count('type="checkbox" name="cause"') == 8
    assert page.count('type="radio" name="test"') == 3
    assert "It halves." not in page  # a claim that would say what is wrong
    assert "What comes out is what went in." not in page


def test_points_come_for_each_chart(site: Browser) -> None:
    """A stream of named events with JSON for `<live-chart>`, gaps as null, and an end."""
    events = site.get(stream_of(site.get(PAGE).text, "points")).text.split("\n\n")

    assert events[0].startswith("id: 1\nevent: point\ndata: ")
    assert json.loads(events[0].partition("data: ")[2]) == [
        {"chart": "Loss", "series": "loss", "x": [0, 1], "y": [1.0, None]}
    ]
    assert events[-2].startswith("event: end")


def test_ones_own_run_lies_over_the_broken_one(site: Browser, programs: ObedientPrograms) -> None:
    """Run draws both, the broken run faintly; further series have their place; nothing is recorded."""
    programs.rows = (Row(step=0, values={"mine": 2.0}),)
    answer = site.post(f"{PAGE}/repairs", data={"code": "mine", "record": "no", "tab": "t"}, headers=HTMX)

    assert answer.headers["HX-Retarget"] == "#training"
    assert 'ghost-src="/runs/' in answer.text
    points = site.get(stream_of(answer.text, "points")).text
    assert '"chart": "other series", "series": "mine"' in points
    ended = site.get(stream_of(answer.text, "stream")).text
    assert "Finished" in ended
    assert "as told" in ended
    assert "<td>2</td>" in ended
    assert programs.seen[-1].code == "mine"


def test_the_broken_program_runs_once_for_all_pages(site: Browser, programs: ObedientPrograms) -> None:
    """The same seed gives the same curves: a second page is shown the first one's run."""
    first, second = (stream_of(site.get(PAGE).text, "points") for _ in range(2))

    assert first == second
    site.get(first)
    assert len(programs.seen) <= 1  # none where an earlier test has begun it


def test_a_run_is_stopped_by_its_own_page(site: Browser, programs: ObedientPrograms) -> None:
    """Stop reaches whoever runs it, by the key of the page."""
    send(site, record="no", tab="abc")

    assert site.post(f"{PAGE}/stop", data={"tab": "abc"}).status_code == 204
    assert programs.stopped == ["tab abc"]
    assert site.post(f"/drills/{DOUBLE}/stop", data={"tab": "abc"}).status_code == 422


def test_a_crash_is_shown_at_its_line(site: Browser, programs: ObedientPrograms) -> None:
    """What a program left when it broke off: outcome, rows and print."""
    programs.outcome = Outcome.CRASHED

    ended = site.get(stream_of(send(site, record="no"), "stream")).text

    assert "Crashed" in ended


def test_a_repair_is_reported_part_by_part(site: Browser, app: App) -> None:
    """The program's checks, each named cause with why, what is missing, and the test; recorded."""
    solution = getattr(app.drill(HALVES).body, "solution", "")
    fragment = send(site, record="yes", code=solution, cause=["cause-3"], test="try-4")
    report = site.get(stream_of(fragment, "stream")).text

    assert "Judging your repair" in fragment
    assert "It halves." not in fragment
    assert "The program is repaired, but what you named is not the cause." in report
    assert "It does not divide at all." in report
    assert "One more cause that you did not name." in report
    assert "Half of 4 is 2.0." in report
    assert "Every cause and test, and why" not in report
    assert 'id="standing" hx-swap-oob="true"' in report
    (attempt,) = app.attempts()
    assert attempt.outcome == "failed"
    again = site.get(f"/attempts/{attempt.id}").text
    assert "what you named is not the cause" in again
    assert 'value="cause-3" checked' in site.get(f"{PAGE}?attempt={attempt.id}").text


def test_after_a_pass_all_is_explained(site: Browser, app: App) -> None:
    """Once there is nothing left to find, every cause says why."""
    solution = getattr(app.drill(HALVES).body, "solution", "")
    report = site.get(stream_of(send(site, record="yes", code=solution, cause=["no-division"]), "stream")).text

    assert "The program is repaired, and its cause is named." in report
    assert "Every cause and test, and why" in report
    assert "You chose none." in report
    assert "What an interviewer asks next" in report


def test_a_repair_without_a_cause_is_not_judged(site: Browser, app: App) -> None:
    """The page says what is missing, and nothing is recorded."""
    report = site.get(stream_of(send(site, record="yes"), "stream")).text

    assert "Name the cause first" in report
    assert app.attempts() == ()


def test_without_script_a_run_and_a_repair_are_whole_pages(site: Browser, app: App) -> None:
    """Curves are drawn on the server, what was ticked stays ticked, and the report is there."""
    run = site.post(
        f"{PAGE}/repairs", data={"code": "mine", "record": "no", "cause": ["cause-3"], "test": "try-0"}
    ).text
    repair = site.post(f"{PAGE}/repairs", data={"code": "mine", "record": "yes", "cause": ["cause-3"]}).text

    assert "<svg viewBox" in run
    assert "loss, broken" in run
    assert 'value="cause-3" checked' in run
    assert 'value="try-0" checked' in run
    assert "mine</textarea>" in run
    assert "The program is not repaired, and what you named is not the cause." in repair


def test_a_cause_that_is_not_there_is_refused(site: Browser) -> None:
    """A form that was tampered with gets a sentence."""
    report = site.get(stream_of(send(site, record="yes", cause=["nothing"]), "stream")).text

    assert "has no cause &#34;nothing&#34;" in report


def test_other_drills_have_no_program(site: Browser) -> None:
    """A drill to implement is not repaired."""
    assert site.post(f"/drills/{DOUBLE}/repairs", data={"code": "x"}).status_code == 422


def test_a_long_log_is_shown_evenly() -> None:
    """First and last rows are there, and not more than a person reads."""
    rows = [Row(step=step, values={}) for step in range(1000)]

    shown = thinned(rows)

    assert (len(shown), shown[0].step, shown[-1].step) == (60, 0, 999)
    assert thinned(rows[:5]) == rows[:5]


def test_the_json_interface_tells_of_events(site: Browser) -> None:
    """A program's rows and end are told as JSON, too."""
    run = stream_of(send(site, record="no"), "stream").split("/")[2]

    events = site.get(f"/api/runs/{run}/events").text

    assert '"event":"logged"' in events
    assert '"run":{"schema":1' in events
