"""Running and submitting: the verdict as it is made, from the page and from the JSON interface."""

import asyncio
import json
import re
import threading

import pytest
from small_site import CACHE, SOFTMAX, Browser, ScriptedJudge

from deepdrill.app import App
from deepdrill.errors import JudgeUnavailable
from deepdrill.judge.verdict import CheckStarted
from deepdrill.web.runs import Ended, Happening, Purpose, Run, Runs
from deepdrill.web.tape import Entry

HTMX = {"HX-Request": "true"}


def begin(browser: Browser, code: str, *, record: str = "yes") -> tuple[str, str]:
    """Hand in code as the page does; give the first fragment and the address of the stream."""
    fragment = browser.post(f"/drills/{SOFTMAX}/runs", data={"code": code, "record": record}, headers=HTMX).text
    found = re.search(r'hx-sse:connect="([^"]+)"', fragment)
    assert found is not None
    return fragment, found[1]


def test_all_claims_are_listed_before_any_has_run(browser: Browser) -> None:
    """The first answer lists every claim as waiting, so that the learner sees what will be checked."""
    fragment, _ = begin(browser, "good")

    assert re.findall(r'id="claim-(\w+)" class="claim waiting"', fragment) == ["sums_to_one", "large_scores"]
    assert 'aria-live="polite"' in fragment


def test_a_verdict_comes_claim_by_claim(browser: Browser) -> None:
    """Each claim arrives by itself with icon and word; then the whole verdict, diagnosis first; then the end."""
    _, stream = begin(browser, "wrong")

    frames = browser.get(stream).text.split("\n\n")

    assert 'id="claim-sums_to_one" class="claim running"' in frames[0]
    assert 'id="claim-sums_to_one" class="claim passed"' in frames[1]
    assert 'id="claim-large_scores" class="claim failed"' in frames[3]
    assert frames[4].index("You did not subtract") < frames[4].index("1 of 2 claims holds.")
    assert frames[5].startswith("event: done")


def test_the_failing_input_is_shown_and_escaped(browser: Browser) -> None:
    """Call, inputs, expected, seen, difference and tolerance stand in a table; nothing of the learner's is HTML."""
    _, stream = begin(browser, "wrong")

    verdict = browser.get(stream).text

    for part in ("softmax(x)", "float32 (1, 2)", "Expected", "Yours", "Largest difference", "1e-06"):
        assert part in verdict
    assert "&lt;b&gt;0&lt;/b&gt;" in verdict
    assert "printed &lt;u&gt;this&lt;/u&gt;" in verdict
    assert "<b>0" not in verdict


def test_a_crash_points_at_the_line(browser: Browser) -> None:
    """A crash shows the learner's own line among its neighbours, with the error escaped."""
    _, stream = begin(browser, "crash\nraise ValueError\nlast")

    verdict = browser.get(stream).text

    assert re.search(r'<span class="line at"><span class="lineno">2</span>.*raise', verdict)
    assert "&lt;i&gt;no&lt;/i&gt;" in verdict


def test_a_stream_goes_on_where_it_was_cut(browser: Browser) -> None:
    """A reader that names the last event it has seen gets only what came after."""
    _, stream = begin(browser, "good")
    whole = browser.get(stream).text

    rest = browser.get(stream, headers={"Last-Event-ID": "3"}).text

    assert rest == whole[whole.index("id: 4\n") :]


def test_a_submission_is_recorded_and_a_run_is_not(app: App, browser: Browser) -> None:
    """Submit leaves an attempt and brings the history up to date; Run leaves nothing."""
    tried = browser.get(begin(browser, "good", record="no")[1]).text
    assert app.attempts() == ()
    assert "Not recorded" in tried

    submitted = browser.get(begin(browser, "good")[1]).text
    assert len(app.attempts()) == 1
    assert "Recorded in your history" in submitted
    assert 'href="/attempts/a1"' in submitted
    assert "And its gradient?" in submitted


def test_a_broken_verdict_is_ours(browser: Browser) -> None:
    """What the judge could not settle is shown as our fault and as not recorded."""
    verdict = browser.get(begin(browser, "broken")[1]).text

    assert "Our fault" in verdict
    assert "Not recorded" in verdict


def test_no_judge_is_said_in_words(browser: Browser, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be judged the learner reads why, and the stream ends."""

    def none(*_: object, **__: object) -> None:
        raise JudgeUnavailable("torch is missing. Install it with:  pip install deepdrill[judge]")

    monkeypatch.setattr(judge, "judge", none)

    verdict = browser.get(begin(browser, "good")[1]).text

    assert "torch is missing" in verdict
    assert "event: done" in verdict


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_of_ours_still_ends_the_run(browser: Browser) -> None:
    """A crash of ours reaches the learner as a sentence and never leaves the page waiting."""
    verdict = browser.get(begin(browser, "bug")[1]).text

    assert "nothing counts against you" in verdict
    assert "event: done" in verdict
    for thread in threading.enumerate():
        if thread.name.startswith("run-"):
            thread.join(10)  # its traceback is this test's, not the next one's


def test_a_run_that_is_gone_says_so(browser: Browser) -> None:
    """After a restart the stream says what happened instead of trying for ever."""
    lost = browser.get("/runs/gone/stream").text

    assert "Your text is still in the editor" in lost
    assert "event: done" in lost


def test_without_script_the_page_waits_for_the_verdict(browser: Browser) -> None:
    """A plain form post gives the whole page with the verdict and the learner's text."""
    page = browser.post(f"/drills/{SOFTMAX}/runs", data={"code": "wrong\r\n# mine", "record": "yes"})

    assert "You did not subtract the largest score." in page.text
    assert "wrong\n# mine</textarea>" in page.text


def test_the_json_interface_tells_the_same(app: App, browser: Browser) -> None:
    """A run begun by JSON gives its events as JSON objects, numbered, the verdict and the end last."""
    begun = browser.post("/api/runs", json={"drill": SOFTMAX, "code": "wrong", "record": True})
    assert begun.status_code == 201

    frames = browser.get(f"/api/runs/{begun.json()['id']}/events").text.strip().split("\n\n")
    events = [json.loads(frame.partition("data: ")[2]) for frame in frames]

    assert [frame.partition("\n")[0] for frame in frames] == [f"id: {number}" for number in range(1, 7)]
    assert [event["event"] for event in events] == [
        "check started",
        "check done",
        "check started",
        "check done",
        "verdict",
        "ended",
    ]
    assert events[-1]["attempt"] == app.attempts()[0].id
    assert events[-1]["verdict"]["schema"] == 1


def test_nothing_is_left_after_the_end(browser: Browser) -> None:
    """A reader that has seen all gets 204, which tells a browser to stop asking."""
    run_id = browser.post("/api/runs", json={"drill": SOFTMAX, "code": "good"}).json()["id"]
    browser.get(f"/api/runs/{run_id}/events")

    again = browser.get(f"/api/runs/{run_id}/events", headers={"Last-Event-ID": "6"})

    assert again.status_code == 204


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ('{"drill": "attention/softmax"', 422, "could not be read"),
        ('{"drill": "attention/softmax"}', 422, "code: Field required"),
        ('{"drill": "attention/softmax", "code": 5}', 422, "code: Input should be a valid string"),
        ('{"drill": "attention/softmax", "code": "x \\ud800"}', 422, "character 2 is half of a pair"),
        ('{"drill": "attention/softmux", "code": ""}', 404, "attention/softmax"),
        (f'{{"drill": "{CACHE}", "code": ""}}', 422, "takes no code"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(browser: Browser, body: str, status: int, says: str) -> None:
    """Each fault of a JSON request is named with its place."""
    answer = browser.post("/api/runs", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert says in answer.json()["error"]


def test_a_reader_sees_events_while_the_run_goes_on(app: App, judge: ScriptedJudge) -> None:
    """An event reaches the reader when it happens, not at the end."""
    judge.gate.clear()

    async def read() -> tuple[list[Entry[Happening]], bool]:
        runs = Runs()
        run = runs.start(
            drill=SOFTMAX,
            code="good",
            purpose=Purpose.TRY,
            work=lambda tell: Ended(verdict=app.try_out(SOFTMAX, "good", on_event=tell)),
        )
        seen: list[Entry[Happening]] = []
        open_at_third = False
        async for entry in run.follow():
            seen.append(entry)
            if entry.number == 3:
                open_at_third = run.end is None
                judge.gate.set()
        return seen, open_at_third

    seen, open_at_third = asyncio.run(read())

    assert open_at_third
    assert [entry.number for entry in seen] == [1, 2, 3, 4, 5, 6]


def look(browser: Browser, code: str, tab: str = "t1") -> str:
    """Look which claims hold, as the page does while one types; give the address of the stream."""
    fragment = browser.post(f"/drills/{SOFTMAX}/live", data={"code": code, "tab": tab}, headers=HTMX).text
    found = re.search(r'hx-sse:connect="([^"]+)"', fragment)
    assert found is not None
    return found[1]


def test_a_look_tells_states_and_no_reason(app: App, browser: Browser) -> None:
    """While one types only what holds is told: no headline, no diagnosis, no input, no word of failure, no record."""
    told = browser.get(look(browser, "wrong")).text

    assert 'id="look-sums_to_one" class="claim passed"' in told
    assert 'id="look-large_scores" class="claim waiting"' in told
    assert "1 of 2 claims holds." in told
    for loud in ("Failed", "You did not subtract", "softmax(x)", "printed", 'id="verdict-body"', "<h2"):
        assert loud not in told
    assert app.attempts() == ()


def test_a_look_at_code_that_holds_says_so(browser: Browser) -> None:
    """Once every claim holds the page says what to do next."""
    assert "All claims hold. Submit when you are ready." in browser.get(look(browser, "good")).text


def test_a_newer_look_ends_the_older_one_in_silence(browser: Browser, judge: ScriptedJudge) -> None:
    """A text that is not there any more is not judged on, and its end changes nothing on the page."""
    judge.gate.clear()
    older = look(browser, "wrong")
    newer = look(browser, "good")

    ended = browser.get(older).text
    judge.gate.set()

    assert "look-count" not in ended
    assert ended.endswith("event: done\ndata: \n\n")
    assert "All claims hold" in browser.get(newer).text


def test_looks_of_two_pages_leave_each_other_alone(browser: Browser, judge: ScriptedJudge) -> None:
    """Only the page on which one types ends its older look."""
    judge.gate.clear()
    here, there = look(browser, "good", tab="t1"), look(browser, "wrong", tab="t2")
    judge.gate.set()

    assert "All claims hold" in browser.get(here).text
    assert "1 of 2 claims holds." in browser.get(there).text


def test_a_submission_goes_before_a_look(app: App, browser: Browser, judge: ScriptedJudge) -> None:
    """What was asked for ends a look that is under way, and is not cut short by one."""
    judge.gate.clear()
    early = look(browser, "wrong")
    form = {"code": "good", "record": "yes", "tab": "t1"}
    fragment = browser.post(f"/drills/{SOFTMAX}/runs", data=form, headers=HTMX).text
    late = browser.post(f"/drills/{SOFTMAX}/live", data={"code": "wrong", "tab": "t1"}, headers=HTMX)
    cancelled = browser.get(early).text
    judge.gate.set()
    found = re.search(r'hx-sse:connect="([^"]+)"', fragment)

    assert found is not None
    assert "Recorded in your history" in browser.get(found[1]).text
    assert late.status_code == 204
    assert "look-count" not in cancelled
    assert [attempt.outcome for attempt in app.attempts()] == ["passed"]


def test_a_look_that_is_lost_or_fails_stays_quiet(
    browser: Browser, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asked for it, so a restart is not told, and a judge that cannot be had is one short line."""

    def none(*_: object, **__: object) -> None:
        raise JudgeUnavailable("torch is missing. Install it with:  pip install deepdrill[judge]")

    monkeypatch.setattr(judge, "judge", none)

    assert browser.get("/runs/gone/stream?quiet=true").text == "event: done\ndata: \n\n"
    assert "This could not be checked just now." in browser.get(look(browser, "good")).text


def test_old_runs_are_forgotten_and_living_ones_are_not() -> None:
    """Only ended runs make room, the oldest first."""
    runs = Runs(kept=2)
    living = Run(id="living", drill=SOFTMAX, code="", purpose=Purpose.TRY)
    living.tell(CheckStarted(name="sums_to_one"))
    runs.add(living)
    for name in ("one", "two", "three"):
        ended = Run(id=name, drill=SOFTMAX, code="", purpose=Purpose.TRY)
        ended.tell(Ended(verdict=None))
        runs.add(ended)

    assert [name for name in ("living", "one", "two", "three") if runs.get(name)] == ["living", "three"]
