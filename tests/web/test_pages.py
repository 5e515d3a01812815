"""What each page shows, and what it says when something goes wrong."""

import re
from itertools import count
from pathlib import Path

import httpx
import pytest
from small_site import CACHE, SOFTMAX, WHY, Browser, write_library

from deepdrill.app import App, Settings
from deepdrill.practice import ListJournal
from deepdrill.web import create_web
from deepdrill.web.freshness import Freshness

HTMX = {"HX-Request": "true"}


def text_of(response: httpx.Response) -> str:
    """Give the words of a page without its tags, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.text))


def test_home_says_where_to_begin_and_promises_nothing(browser: Browser) -> None:
    """A new learner sees how much there is and the first drill of the curriculum, and no estimate."""
    home = browser.get("/")

    assert home.status_code == 200
    assert "You have passed 0 of 3 drills" in text_of(home)
    assert "Start here" in home.text
    assert f'href="/drills/{SOFTMAX}"' in home.text
    assert "readiness" not in home.text


def test_home_leads_back_to_the_drill_that_was_left(app: App, browser: Browser) -> None:
    """The drill that was tried last and is not passed stands on top."""
    app.submit(SOFTMAX, "wrong")

    home = browser.get("/")

    assert "Where you left off" in home.text
    assert "Failed" in home.text


def test_a_suggestion_waits_for_what_it_needs(app: App, browser: Browser) -> None:
    """A drill is suggested once all drills that come before it are passed."""
    app.submit(SOFTMAX, "good")

    home = text_of(browser.get("/"))

    assert "Next in the curriculum Why softmax" in home


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Softmax", "Why softmax", "Size of the cache"]),
        ("?topic=serving", ["Size of the cache"]),
        ("?kind=explain", ["Why softmax"]),
        ("?asked=20", ["Softmax"]),
        ("?minutes=nonsense&kind=explain", ["Why softmax"]),
        ("?level=mid", ["Softmax"]),
        ("?state=passed", ["Softmax"]),
        ("?state=new&topic=attention", ["Why softmax"]),
        ("?text=CACHE+size", ["Size of the cache"]),
        ("?text=no+such+words", []),
    ],
)
def test_filters_are_plain_query_strings(app: App, browser: Browser, query: str, titles: list[str]) -> None:
    """Each filter narrows the list; all of them work as an address, without script."""
    app.submit(SOFTMAX, "good")

    page = browser.get(f"/drills{query}").text

    assert re.findall(r'<a href="/drills/[^"?]+/[^"?]+">([^<]+)</a>', page) == titles


def test_the_list_stands_under_its_topics(browser: Browser) -> None:
    """The list is grouped by topic, each heading leading to the topic's page."""
    assert re.findall(r'<h2 id="topic-\w+"><a href="([^"]+)">', browser.get("/drills").text) == [
        "/topics/attention",
        "/topics/serving",
    ]


def test_ladders_are_steps_with_their_states(app: App, browser: Browser) -> None:
    """Grouped by ladder each drill stands at its place, with its state, and what is passed is counted."""
    app.submit(SOFTMAX, "good")

    page = browser.get("/drills?by=ladder")

    assert "From scores to reasons Write it, then say why. 1 of 2 steps passed." in text_of(page)
    assert re.findall(r'<li value="(\d)">', page.text) == ["1", "2", "1", "2"]
    assert re.findall(r'<a href="/drills/[^"?]+/[^"?]+">([^<]+)</a>', page.text) == [
        "Softmax",
        "Why softmax",
        "Softmax",
        "Size of the cache",
    ]


def test_a_filter_keeps_a_step_at_its_place(browser: Browser) -> None:
    """A step that is shown alone is still the second of two."""
    assert re.findall(r'<li value="(\d)">', browser.get("/drills?by=ladder&kind=explain").text) == ["2"]


def test_a_passed_drill_offers_the_next_step(app: App, browser: Browser) -> None:
    """Before passing only the place is told; after it the next rung of each ladder, and of a passed one the top."""
    before = text_of(browser.get(f"/drills/{SOFTMAX}"))
    app.submit(SOFTMAX, "good")
    after = text_of(browser.get(f"/drills/{SOFTMAX}"))
    app.answer(CACHE, f"{app.problem(CACHE, 7).answer} bytes", seed=7)
    climbed = text_of(browser.get(f"/drills/{SOFTMAX}"))

    assert "Step 1 of 2: From scores to reasons" in before
    assert "Next step" not in before
    assert "Next step Why softmax Step 2 of 2: From scores to reasons" in after
    assert "Size of the cache Step 2 of 2: Serving a model" in after
    assert "You have climbed “Serving a model” from here to the top." in climbed


def test_an_empty_list_says_what_to_do(browser: Browser) -> None:
    """Nothing found is a sentence with a way out."""
    assert "Take one of the filters away" in browser.get("/drills?text=nothing").text


def test_a_statement_is_typeset_on_the_server(browser: Browser) -> None:
    """Formulas arrive as HTML with MathML, code as highlighted HTML; a broken formula does not break the page."""
    page = browser.get(f"/drills/{SOFTMAX}").text

    assert '<span class="katex">' in page
    assert "<math" in page
    assert '<span class="untypeset"><code>\\frac{</code></span>' in page
    assert '<span class="c1"># (B, T) -&gt; (B, T)</span>' in page


def test_raw_html_in_content_stays_text(browser: Browser) -> None:
    """A content file cannot bring a script."""
    page = browser.get(f"/drills/{SOFTMAX}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_solution_is_not_in_the_page_before_it_is_opened(browser: Browser) -> None:
    """Nothing that answers the drill is sent before it is asked for."""
    page = browser.get(f"/drills/{SOFTMAX}").text

    assert "worked answer" not in page
    assert "Jacobian" not in page
    assert "Subtract the maximum" not in page


def test_hints_open_one_by_one_and_are_recorded(app: App, browser: Browser) -> None:
    """Each press opens the next rung; the last one leaves no button."""
    first = browser.post(f"/drills/{SOFTMAX}/hints", headers=HTMX).text
    second = browser.post(f"/drills/{SOFTMAX}/hints", headers=HTMX).text
    third = browser.post(f"/drills/{SOFTMAX}/hints", headers=HTMX).text

    assert "Open hint 2 of 3: the idea" in first
    assert "Subtract the maximum" not in first
    assert "Subtract the maximum" in second
    assert "<button" not in third
    assert len(app.hints(SOFTMAX).opened) == 3


def test_without_script_a_hint_leads_back_to_the_page(browser: Browser) -> None:
    """A plain form post ends on the drill's page, where the hint is open."""
    answer = browser.post(f"/drills/{SOFTMAX}/hints")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/drills/{SOFTMAX}#hints"
    assert "What is" in browser.get(f"/drills/{SOFTMAX}").text


def test_the_solution_opens_by_giving_up(browser: Browser) -> None:
    """Giving up is asked for in words; without it an open drill keeps its solution."""
    kept = browser.post(f"/drills/{SOFTMAX}/solution", headers=HTMX)
    given = browser.post(f"/drills/{SOFTMAX}/solution", data={"give_up": "yes"}, headers=HTMX)

    assert kept.status_code == 422
    assert "worked answer" not in kept.text
    assert "worked answer" in given.text


def test_followups_come_after_passing(app: App, browser: Browser) -> None:
    """What an interviewer asks next is shown once the drill is passed, and the solution needs no giving up."""
    app.submit(SOFTMAX, "good")

    page = browser.get(f"/drills/{SOFTMAX}").text

    assert "And its gradient?" in page
    assert "Give up" not in page
    assert "worked answer" in browser.post(f"/drills/{SOFTMAX}/solution", headers=HTMX).text


def test_neighbours_lead_on(browser: Browser) -> None:
    """Each drill leads to the one before and the one after, in the order of the curriculum."""
    page = text_of(browser.get(f"/drills/{WHY}"))

    assert "Previous: Softmax" in page
    assert "Next: Size of the cache" in page


def test_an_explain_drill_shows_the_question_and_nothing_of_the_answer(browser: Browser) -> None:
    """Before anything is written there are no points, no next questions and no evidence on the page."""
    page = browser.get(f"/drills/{WHY}").text

    assert "Why not divide by the sum?" in page
    assert 'name="text"' in page
    assert "Why e?" not in page
    assert "Point by point" not in page


def test_a_topic_shows_its_page_and_its_drills(browser: Browser) -> None:
    """A topic's page holds what its author wrote and leads to its drills."""
    page = browser.get("/topics/attention").text

    assert "Scores become weights" in page
    assert "katex" in page
    assert 'role="img" aria-label="Weights that rise"' in page
    assert "The larger score wins." in page
    assert ">10⁵</text>" in page
    assert f'href="/drills/{WHY}"' in page
    assert "Size of the cache" not in page


def test_history_holds_every_attempt(app: App, browser: Browser) -> None:
    """All attempts are listed, newest first, and each has a page with its code and verdict."""
    app.submit(SOFTMAX, "wrong")
    app.submit(SOFTMAX, "good")

    listed = re.findall(r'href="/attempts/(\w+)"', browser.get("/history").text)
    old = browser.get("/attempts/a1").text

    assert listed == ["a2", "a1"]
    assert "You did not subtract the largest score." in old
    assert '<span class="n">wrong</span>' in old
    assert f'href="/drills/{SOFTMAX}?attempt=a1"' in old


def test_an_attempt_can_be_opened_in_the_editor(app: App, browser: Browser) -> None:
    """The editor is given the code of an old attempt of this drill, and of no other."""
    app.submit(SOFTMAX, "wrong\n</textarea>")

    page = browser.get(f"/drills/{SOFTMAX}?attempt=a1").text

    assert "wrong\n&lt;/textarea&gt;</textarea>" in page
    assert " given>" in page
    assert " given>" not in browser.get(f"/drills/{SOFTMAX}?attempt=a9").text


def test_history_turns_its_pages(app: App, browser: Browser) -> None:
    """More attempts than a page holds are reached by a link."""
    for _ in range(51):
        app.submit(SOFTMAX, "good")

    assert 'href="/history?before=a2"' in browser.get("/history").text
    assert re.findall(r'href="/attempts/(\w+)"', browser.get("/history?before=a2").text) == ["a1"]


def test_numbers_keep_their_address(browser: Browser) -> None:
    """A calculate drill draws numbers and puts their seed into the address, so that a reload keeps them."""
    drawn = browser.get(f"/drills/{CACHE}")

    assert drawn.status_code == 303
    assert drawn.headers["location"] == f"/drills/{CACHE}?seed=7"


def test_a_wrong_number_is_named_and_worked_out(app: App, browser: Browser) -> None:
    """A wrong answer shows what was understood, the wrong turn, and the working with the learner's numbers."""
    answer = app.problem(CACHE, 7).answer

    page = text_of(
        browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": f"{answer / 2} B"}, headers=HTMX)
    )

    assert "Not right" in page
    assert "You counted the keys but not the values." in page
    assert "Understood as" in page
    assert "The working with these numbers" in page
    assert "Fresh numbers" in page


def test_a_right_number_passes(app: App, browser: Browser) -> None:
    """A right answer is recorded and shown with its working."""
    answer = app.problem(CACHE, 7).answer

    page = browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": f"{answer} bytes"})

    assert "Right" in text_of(page)
    assert app.standing()[CACHE].passed
    assert "Right" in browser.get("/attempts/a1").text


def test_an_unreadable_answer_costs_nothing(app: App, browser: Browser) -> None:
    """What cannot be read is said, kept in the field, escaped, and not recorded."""
    page = browser.post(f"/drills/{CACHE}/answers", data={"seed": "7", "text": '"><b>much'}, headers=HTMX)

    assert 'value="&#34;&gt;&lt;b&gt;much"' in page.text
    assert 'role="alert"' in page.text
    assert app.attempts() == ()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/drills/attention/softmux", "Did you mean attention/softmax"),
        ("/topics/nothing", "There is no topic"),
        ("/attempts/zzz", "There is no attempt"),
        ("/history?before=zzz", "There is no attempt"),
        ("/nothing", "Not Found"),
    ],
)
def test_a_wrong_address_says_what_to_do(browser: Browser, path: str, says: str) -> None:
    """A page that is not there names what is near and leads on."""
    page = browser.get(path)

    assert page.status_code == 404
    assert says in page.text.replace("&#34;", '"')
    assert "All drills" in page.text


def test_no_page_tells_to_type_what_has_a_link(browser: Browser) -> None:
    """Where a page does what a command does, the page leads there and names no command."""
    unknown = browser.get("/drills/attention/softmux")
    kept = browser.post(f"/drills/{SOFTMAX}/solution")

    assert "deepdrill list" not in unknown.text
    assert f'<a href="/drills/{SOFTMAX}">Softmax</a>' in unknown.text
    assert kept.status_code == 422
    assert "opens once you pass it, or when you say that you give up." in text_of(kept)
    assert "deepdrill solution" not in kept.text


def test_content_is_read_again_when_it_changes(tmp_path: Path) -> None:
    """An author who saves and reloads sees the new text; a drill with faults says so and leads to its proof."""
    root = write_library(tmp_path / "library")
    with App(Settings(home=tmp_path, content=root), journal=ListJournal()) as app:
        browser = Browser(create_web(app, look_every_s=0.0))
        before = browser.get(f"/drills/{SOFTMAX}").text
        (root / SOFTMAX / "prompt.md").write_text("Write it anew.\n")
        after = browser.get(f"/drills/{SOFTMAX}").text
        (root / SOFTMAX / "prompt.md").unlink()
        faulty = browser.get(f"/drills/{SOFTMAX}")

    assert "Write it anew." not in before
    assert "Write it anew." in after
    assert faulty.status_code == 503
    assert f"deepdrill proof {SOFTMAX}" in faulty.text


def test_content_is_looked_at_once_a_second() -> None:
    """Many requests at once cost one look."""
    looks = count()
    moments = iter([0.0, 0.5, 0.99, 1.0, 1.2, 2.5])
    fresh = Freshness(lambda: next(looks) > 0, ticks=lambda: next(moments))

    for _ in range(6):
        fresh()

    assert next(looks) == 3


def test_our_own_failure_is_a_page_too(app: App, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of ours gives a page that says so, under the same policy as any other."""
    monkeypatch.setattr(app, "standing", lambda: 1 / 0)

    page = browser.get("/")

    assert page.status_code == 500
    assert "Something in deepdrill failed" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_no_page_asks_another_host(browser: Browser) -> None:
    """Pages name no other host to load from, and hold no script or style of their own."""
    for path in ("/", "/drills", f"/drills/{SOFTMAX}", "/history"):
        page = browser.get(path).text
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
        assert not re.findall(r"<script(?![^>]* src=)", page)
        assert "<style" not in page
