"""The report on an answer in words: its arithmetic, the learner's own word, and its shape as a contract."""

import msgspec
import pytest

from deepdrill.content.records import Form
from deepdrill.errors import UsageError
from deepdrill.grading.words import (
    Band,
    Guard,
    PointState,
    WordsGrade,
    band_of,
    overruled,
    state_of,
    words_from_json,
    words_grade,
    words_to_json,
)
from word_samples import graded_points


def a_grade(states: dict[str, float], *guards: Guard, full_at: float = 0.75) -> WordsGrade:
    """Make a grade of points that weigh the same."""
    return words_grade(
        drill="attention/why-root",
        revision=1,
        form=Form.EXPLAIN,
        grader="offline",
        grader_version="1",
        points=graded_points(states),
        misconceptions=(),
        guards=guards,
        full_at=full_at,
    )


@pytest.mark.parametrize(
    ("p", "state"),
    [
        (1.0, PointState.COVERED),
        (0.75, PointState.COVERED),
        (0.74, PointState.UNSURE),
        (0.26, PointState.UNSURE),
        (0.25, PointState.MISSING),
        (0.0, PointState.MISSING),
    ],
)
def test_between_two_thresholds_the_grader_keeps_silent(p: float, state: PointState) -> None:
    """A probability of .75 or more is covered, .25 or less is missing."""
    assert state_of(p) is state


def test_a_sure_point_counts_whole_and_an_unsure_one_by_its_probability() -> None:
    """The interval takes unsure points as missing and as covered."""
    grade = a_grade({"a": 0.8, "b": 0.5, "c": 0.1, "d": 0.2})

    assert (grade.low, grade.coverage, grade.high) == (0.25, 0.375, 0.5)
    assert (grade.low_band, grade.band, grade.high_band) == (Band.PARTIAL, Band.PARTIAL, Band.GOOD)
    assert grade.unsure == 1


@pytest.mark.parametrize(
    ("coverage", "band"),
    [(0.0, Band.START), (0.24, Band.START), (0.25, Band.PARTIAL), (0.5, Band.GOOD), (0.75, Band.COMPLETE)],
)
def test_bands_are_thirds_of_what_counts_as_complete(coverage: float, band: Band) -> None:
    """A face shows a band, never a percentage."""
    assert band_of(coverage, 0.75) is band


def test_any_three_of_five_may_be_complete() -> None:
    """The drill says what counts as complete."""
    grade = a_grade({"a": 0.9, "b": 0.9, "c": 0.9, "d": 0.1, "e": 0.1}, full_at=0.6)

    assert grade.complete


def test_a_guard_caps_what_the_grader_gives() -> None:
    """Both ends of the interval are capped, and a factor shrinks them."""
    copied = a_grade({"a": 0.9, "b": 0.5}, Guard(id="copied", says="", cap=0.05))
    detour = a_grade({"a": 0.9, "b": 0.5}, Guard(id="detour", says="", factor=0.5))

    assert (copied.low, copied.coverage, copied.high) == (0.05, 0.05, 0.05)
    assert (detour.low, detour.coverage, detour.high) == (0.25, 0.375, 0.5)


def test_the_learner_may_overrule_any_point() -> None:
    """Their word replaces the grader's, the sums follow, and it is marked as theirs."""
    grade = a_grade({"a": 0.9, "b": 0.5, "c": 0.1, "d": 0.1})

    mine = overruled(grade, {"b": PointState.COVERED, "c": PointState.PARTLY, "a": PointState.MISSING})

    assert [(point.state, point.by) for point in mine.points] == [
        (PointState.MISSING, "learner"),
        (PointState.COVERED, "learner"),
        (PointState.PARTLY, "learner"),
        (PointState.MISSING, "grader"),
    ]
    assert (mine.low, mine.coverage, mine.high, mine.unsure) == (0.375, 0.375, 0.375, 0)
    assert grade.points[0].by == "grader"


def test_a_guard_does_not_take_away_what_the_learner_vouches_for() -> None:
    """It limits the grader's points alone."""
    grade = a_grade({"a": 0.9, "b": 0.9}, Guard(id="keywords", says="", cap=0.2))

    assert overruled(grade, {"a": PointState.COVERED}).coverage == pytest.approx(0.7)


@pytest.mark.parametrize("states", [{"x": PointState.COVERED}, {"a": PointState.UNSURE}])
def test_overruling_needs_a_known_point_and_a_clear_word(states: dict[str, PointState]) -> None:
    """The message lists the points."""
    with pytest.raises(UsageError, match="covered, partly or missing of one of these points:  a, b"):
        overruled(a_grade({"a": 0.9, "b": 0.9}), states)


def test_a_grade_survives_json() -> None:
    """What is stored is what was given; another schema is refused."""
    grade = a_grade({"a": 0.9}, Guard(id="keywords", says="Write sentences.", cap=0.2))

    assert words_from_json(words_to_json(grade)) == grade
    with pytest.raises(msgspec.ValidationError):
        words_from_json(words_to_json(grade).replace('"schema":1', '"schema":2'))


def test_the_fields_are_a_contract() -> None:
    """Faces and stored attempts rely on these names: add to them, but raise the schema before one goes away."""
    told = msgspec.to_builtins(a_grade({"a": 0.9}, Guard(id="g", says="")))

    assert set(told) >= {
        "schema", "drill", "revision", "form", "grader", "grader_version", "points", "misconceptions", "guards",
        "full_at", "coverage", "low", "high", "band", "low_band", "high_band", "unsure", "note",
    }  # fmt: skip
    assert set(told["points"][0]) >= {"id", "says", "weight", "state", "p", "quotes", "hint", "by"}
    assert set(told["guards"][0]) >= {"id", "says", "cap", "factor"}
