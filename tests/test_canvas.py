"""Answers on a canvas: several fields that are one text."""

from dataclasses import replace
from pathlib import Path

import pytest

from deepdrill.content import Explain, load_library
from deepdrill.content.canvas import DESIGN, blank, fields_of, text_of, without_headings
from deepdrill.content.records import Drill, Form, Point
from deepdrill.grading.offline import OfflineGrader
from tiny_library import EXPLAIN, write_library
from word_samples import REFERENCE, BagEncoder, explain_drill

FIELDS = {part.id: f"About {part.title}.\n\n- and more" for part in DESIGN}


@pytest.mark.parametrize("fields", [FIELDS, dict.fromkeys(FIELDS, ""), {**FIELDS, "model": ""}])
def test_fields_become_a_text_and_come_back(fields: dict[str, str]) -> None:
    """The text holds every field under its heading, and gives them back; a blank canvas is an empty text."""
    text = text_of(DESIGN, fields)

    assert fields_of(DESIGN, text) == fields
    assert bool(text) == any(fields.values())


def test_what_stands_under_no_heading_of_ours_stays_with_its_neighbour() -> None:
    """A file of a learner's own loses nothing: text before, own headings, a heading twice."""
    text = "First.\n## data\na\n# Own heading\nb\n### Data ##\nc"

    fields = fields_of(DESIGN, text)

    assert fields["requirements"] == "First."
    assert fields["data"] == "a\n# Own heading\nb\n\nc"
    assert fields_of((), text) == {}


def test_headings_are_blanked_and_nothing_else_moves() -> None:
    """So that a quote of the grade still is the learner's words."""
    text = blank(DESIGN).replace("## Data\n", "## Data\nrows") + "\n## Own\n"

    plain = without_headings(DESIGN, text)

    assert len(plain) == len(text)
    assert plain.index("rows") == text.index("rows")
    assert "Metrics" not in plain
    assert "## Own" in plain


def canvas_drill(form: Form = Form.DESIGN) -> Drill:
    """Make an explain drill whose points lie on a canvas."""
    drill = explain_drill(form=form)
    assert isinstance(drill.body, Explain)
    points = tuple(
        replace(point, part=part) for point, part in zip(drill.body.points, ("data", "data", "model"), strict=True)
    )
    return replace(drill, body=replace(drill.body, points=points, parts=DESIGN))


def test_a_heading_earns_nothing_and_quotes_keep_their_place() -> None:
    """The grade of a canvas is that of its text; each point says its part."""
    text = text_of(DESIGN, {"failure": REFERENCE})
    grader = OfflineGrader(BagEncoder())

    grade, plain = grader.grade(canvas_drill(), text), grader.grade(explain_drill(), REFERENCE)

    assert [point.state for point in grade.points] == [point.state for point in plain.points]
    assert [point.part for point in grade.points] == ["Data", "Data", "Model"]
    assert [text[slice(*point.quotes[0])] for point in grade.points] == [
        REFERENCE[slice(*point.quotes[0])] for point in plain.points
    ]


def test_a_long_talk_about_ones_own_work_is_no_detour() -> None:
    """No rubric knows what somebody's own project is about; a design that strays is told."""
    stray = " ".join(f"The garden number {n} was watered by a neighbour on a warm day in June." for n in range(20))
    grader = OfflineGrader(BagEncoder())

    guards = {
        form: [one.id for one in grader.grade(canvas_drill(form), stray).guards] for form in (Form.DESIGN, Form.TALK)
    }

    assert guards == {Form.DESIGN: ["unfocused"], Form.TALK: []}


RUBRIC = f"{EXPLAIN}/rubric.toml"


@pytest.mark.parametrize(
    ("form", "rubric", "told"),
    [
        ("design", "", ['the point "twice" belongs to no part']),
        ("talk", "", ["a talk has 0 parts, not 2 or more"]),
        ("explain", 'part = "data"', ["the form explain has no parts"]),
        ("design", 'part = "date"', ['unknown part "date"']),
        ("design", 'part = "data"', ['no point belongs to the part "model"']),
    ],
)
def test_points_and_parts_have_to_fit(tmp_path: Path, form: str, rubric: str, told: list[str]) -> None:
    """On a canvas every point has a part and every part a point; elsewhere there is none."""
    root = write_library(tmp_path / "content")
    drill, file = root / EXPLAIN / "drill.toml", root / RUBRIC
    drill.write_text(drill.read_text() + f'\n[explain]\nform = "{form}"\n')
    file.write_text(file.read_text().replace("weight", f"{rubric}\nweight", 1))

    found = [fault.what for fault in load_library(root).faults]

    assert all(any(what in one for one in found) for what in told)
    assert load_library(root).drills.get(EXPLAIN) is None


def test_a_point_has_a_part_by_itself_only_on_a_canvas() -> None:
    """Elsewhere it belongs to none."""
    assert Point(id="a", weight=1.0, say=("a",), must=(), formula=(), hint="a").part == ""
