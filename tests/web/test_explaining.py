"""The page of an explain drill: write, then see; judge what the grader leaves open; look at the evidence."""

from small_site import WHY, Browser

from deepdrill.app import App
from deepdrill.grading.words import PointState
from deepdrill.lab import Curve, Plot
from deepdrill.web.plotting import plot_svg
from deepdrill.web.words import marked, words_say

SAID = "Scores stay positive <b>so</b>"


def write(browser: Browser, text: str) -> str:
    """Hand in an answer without script."""
    return browser.post(f"/drills/{WHY}/words", data={"text": text}).text


def test_an_answer_is_graded_point_by_point_with_its_own_words(browser: Browser) -> None:
    """The page shows the band, each point, and the learner's words, which are never taken for HTML."""
    page = write(browser, SAID)

    assert "1 of 1 points mentioned." in page
    assert '<q class="quote">positive</q>' in page
    assert 'Scores stay <mark class="found">positive</mark> &lt;b&gt;so&lt;/b&gt;' in page
    assert "<b>so</b>" not in page


def test_the_next_question_and_the_attempt_follow_an_answer(app: App, browser: Browser) -> None:
    """After writing, passed or not, the interviewer's next questions are there, and the attempt is kept."""
    page = write(browser, "I do not know")

    assert "Why e?" in page
    assert [attempt.text for attempt in app.attempts(WHY)] == ["I do not know"]
    assert "Missing" in page


def test_an_answer_without_words_is_not_recorded(app: App, browser: Browser) -> None:
    """What cannot be graded is said, and what was typed stays."""
    page = write(browser, " ... ")

    assert "There are no words in this answer." in page
    assert "deepdrill show" not in page
    assert app.attempts(WHY) == ()


def test_a_possible_misconception_quotes_and_explains(browser: Browser) -> None:
    """It says that it is only possible, and why it would be wrong."""
    page = write(browser, "positive, and the sum is one")

    assert "Possible misconceptions: check these" in page
    assert '<mark class="check">sum</mark>' in page
    assert "It is <em>not</em>." in page


def test_the_learners_word_on_a_point_is_kept_beside_the_graders(app: App, browser: Browser) -> None:
    """A point that the grader leaves open is judged by the learner; the outcome follows, and both words are kept."""
    page = write(browser, "perhaps positive")
    (attempt,) = app.attempts(WHY)

    assert "Did you say this? You judge." in page
    assert not attempt.passed
    page = browser.post(f"/attempts/{attempt.id}/points", data={"point-positive": "covered"}).text
    (judged,) = app.attempts(WHY)

    assert judged.passed
    assert judged.words is not None
    assert [(one.state, one.by, one.graded, one.p) for one in judged.words.points] == [
        (PointState.COVERED, "learner", PointState.UNSURE, 0.5)
    ]
    assert "Your own word." in page


def test_nonsense_about_points_is_refused(app: App, browser: Browser) -> None:
    """A word that says nothing, a point that is not there, or an attempt that is not there changes nothing."""
    write(browser, "perhaps positive")
    (attempt,) = app.attempts(WHY)

    assert browser.post(f"/attempts/{attempt.id}/points", data={"point-positive": "brilliant"}).status_code == 422
    assert browser.post(f"/attempts/{attempt.id}/points", data={"point-nothing": "covered"}).status_code == 422
    assert browser.post("/attempts/none/points", data={"point-positive": "covered"}).status_code == 422
    assert app.attempts(WHY) == (attempt,)


def test_a_drill_without_evidence_offers_none(browser: Browser) -> None:
    """No button leads to nothing."""
    assert "Show me" not in write(browser, SAID)
    assert browser.post(f"/drills/{WHY}/evidence").status_code == 422


def test_an_answer_has_a_page_of_its_own(app: App, browser: Browser) -> None:
    """The history leads to the grade and to what was written."""
    write(browser, SAID)
    (attempt,) = app.attempts(WHY)

    page = browser.get(f"/attempts/{attempt.id}").text

    assert "Point by point" in page
    assert "Write on from this answer" in page
    assert "Scores stay positive" in browser.get(f"/drills/{WHY}?attempt={attempt.id}").text


def test_marks_may_overlap_and_lie_anywhere(app: App, browser: Browser) -> None:
    """A misconception inside a point's words is still seen; spans that do not fit the text mark nothing."""
    write(browser, "the sum is positive")
    grade = app.attempts(WHY)[0].words

    assert grade is not None
    assert marked(grade, "the sum is positive") == (
        'the <mark class="check">sum</mark> is <mark class="found">positive</mark>'
    )
    assert marked(grade, "short") == "short"
    assert words_say(grade) == "1 of 1 points mentioned."


def test_a_plot_draws_what_has_a_place_and_escapes_names() -> None:
    """A curve breaks at a missing value, a logarithmic axis leaves out what is not positive, names are text."""
    curve = Curve(name="<loss>", xs=(1.0, 2.0, 3.0, 4.0), ys=(1.0, None, 2.0, -1.0))
    svg = str(plot_svg(Plot(x="step", y="loss", log_y=True, curves=(curve,)), "the loss"))

    assert svg.count("M") > 1
    assert "&lt;loss&gt;" in svg
    assert "<loss>" not in svg
    assert "loss, logarithmic" in svg
    assert 'aria-label="the loss"' in svg


def test_a_plot_of_nothing_is_nothing() -> None:
    """Where no value has a place there is nothing to draw."""
    curve = Curve(name="a", xs=(1.0, 2.0), ys=(None, None))

    assert plot_svg(Plot(x="x", y="y", curves=(curve,)), "nothing") == ""
