"""How agreement between a grader and sample answers is counted."""

import pytest

from deepdrill.authoring.agreement import BARS, Agreement, Graded, held_out, measure_agreement
from deepdrill.authoring.proof_of_words import ENOUGH_DRILLS, agreement_lines
from deepdrill.content import Answer, Explain, Form
from deepdrill.grading.words import MisconceptionGrade, words_grade
from word_samples import explain_drill, graded_points

BODY = explain_drill().body
assert isinstance(BODY, Explain)


def a_pair(
    states: dict[str, float],
    *,
    covers: tuple[str, ...] = (),
    partly: tuple[str, ...] = (),
    voices: tuple[str, ...] = (),
    found: tuple[str, ...] = (),
    drill: str = "attention/why-root",
) -> Graded:
    """Make a sample answer and its grade."""
    assert isinstance(BODY, Explain)
    return Graded(
        body=BODY,
        answer=Answer(name="one", text="", covers=covers, partly=partly, voices=voices),
        grade=words_grade(
            drill=drill,
            revision=1,
            form=Form.EXPLAIN,
            grader="told",
            grader_version="1",
            points=graded_points(states),
            misconceptions=tuple(
                MisconceptionGrade(id=id_, quote=(0, 1), wrong="", right="", explain="") for id_ in found
            ),
            full_at=0.75,
        ),
    )


def test_points_count_where_the_grader_is_sure_and_the_answer_is_clear() -> None:
    """An unsure point is neither right nor wrong, and neither is one that is only touched."""
    seen = measure_agreement(
        [
            a_pair({"variance": 0.9, "saturation": 0.9, "gradient": 0.1}, covers=("variance",), partly=("gradient",)),
            a_pair({"variance": 0.5, "saturation": 0.2, "gradient": 0.9}, covers=("saturation",), partly=("gradient",)),
        ]
    )

    assert seen.points == 6
    assert seen.sure == pytest.approx(5 / 6)
    assert seen.right == pytest.approx(1 / 3)
    assert (seen.covered_precision, seen.covered_recall, seen.missing_precision) == (0.5, 0.5, 0.0)
    assert (seen.partly, seen.partly_covered, seen.partly_missing) == (2, 0.5, 0.5)


def test_misconceptions_are_counted_both_ways() -> None:
    """What is shown should be voiced, and what is voiced should be shown."""
    seen = measure_agreement(
        [a_pair({"variance": 0.9}, voices=("speed",), found=("speed", "other")), a_pair({}, voices=("speed",))]
    )

    assert (seen.shown, seen.shown_right, seen.voiced, seen.voiced_found) == (2, 0.5, 2, 0.5)


def test_the_order_of_answers_is_counted_within_a_drill() -> None:
    """A tie is half right, and answers that declare the same marks have no order."""
    better, worse = {"variance": 0.9, "saturation": 0.1, "gradient": 0.1}, dict.fromkeys(("variance", "gradient"), 0.1)
    seen = measure_agreement(
        [
            a_pair(better, covers=("variance",)),
            a_pair(worse),
            a_pair(worse, partly=("gradient",)),
            a_pair(worse, covers=("variance",), drill="another/drill"),
        ]
    )

    assert seen.pairs == 3
    assert seen.order_right == pytest.approx(2.5 / 3)


def test_the_calibration_error_is_the_distance_of_probability_and_truth() -> None:
    """Half the points at .5 are there: no error. None of those at .9: an error of .9."""
    honest = measure_agreement([a_pair({"variance": 0.5, "saturation": 0.5}, covers=("variance",))])
    sure = measure_agreement([a_pair({"variance": 0.9, "saturation": 0.9})])

    assert honest.calibration_error == pytest.approx(0.0)
    assert sure.calibration_error == pytest.approx(0.9)


def test_nothing_graded_is_no_disagreement() -> None:
    """An empty library reaches every bar."""
    seen = measure_agreement([])

    assert isinstance(seen, Agreement)
    assert [bar.trouble(seen) for bar in BARS] == [""] * len(BARS)


def test_a_third_of_the_drills_is_held_out() -> None:
    """By the path alone, so that a new drill moves no other."""
    kept = [f"topic/drill-{number}" for number in range(600) if held_out(f"topic/drill-{number}")]

    assert 150 < len(kept) < 250


def test_the_bars_are_put_to_held_out_drills_once_there_are_enough() -> None:
    """A handful of drills says nothing about a statistical grader."""
    unseen = [path for path in (f"topic/drill-{number}" for number in range(99)) if held_out(path)]
    graded = [a_pair({"variance": 0.9}, drill=path) for path in unseen]

    assert agreement_lines(graded[: ENOUGH_DRILLS - 1]) == []
    lines = agreement_lines(graded)
    assert [line.ok for line in lines] == [False, True, False, True, True]
    assert "points right where the grader is sure: 0.000, not 0.90" in lines[0].detail
