"""How a grade of words looks: a word and an icon for each state, and the learner's text with what was found marked."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from markupsafe import Markup, escape

from deepdrill.grading.words import Band, PointGrade, PointState, Span, WordsGrade
from deepdrill.lab.records import Cell
from deepdrill.practice import Attempt
from deepdrill.web import wording
from deepdrill.web.wording import Badge

__all__ = [
    "attempt_badge",
    "band_badge",
    "by_part",
    "headings",
    "marked",
    "part_says",
    "point_badge",
    "words_say",
]

_POINTS: Mapping[PointState, Badge] = MappingProxyType({
    PointState.COVERED: Badge(word="Mentioned", look="passed", icon="tick"),
    PointState.PARTLY: Badge(word="Partly", look="told", icon="dash"),
    PointState.MISSING: Badge(word="Missing", look="failed", icon="cross"),
    PointState.UNSURE: Badge(word="Not sure", look="waiting", icon="ring"),
})  # fmt: skip

_BANDS: Mapping[Band, Badge] = MappingProxyType({
    Band.START: Badge(word="A start", look="failed", icon="ring"),
    Band.PARTIAL: Badge(word="Part of it", look="told", icon="dash"),
    Band.GOOD: Badge(word="Good", look="told", icon="tick"),
    Band.COMPLETE: Badge(word="Complete", look="passed", icon="tick"),
})  # fmt: skip


def point_badge(point: PointGrade) -> Badge:
    """Show whether a point is in the answer; offline that is a mention, by the learner's word more."""
    if point.by == "learner" and point.state is PointState.COVERED:
        return Badge(word="Said", look="passed", icon="tick")
    return _POINTS[point.state]


def band_badge(band: Band) -> Badge:
    """Show how complete an answer is."""
    return _BANDS[band]


def attempt_badge(attempt: Attempt) -> Badge:
    """Show how an attempt ended; an answer in words by its band, since "failed" would say too much."""
    return wording.attempt_badge(attempt) if attempt.words is None else band_badge(attempt.words.band)


def by_part(grade: WordsGrade) -> list[tuple[str, list[PointGrade]]]:
    """Group the points by the heading of a canvas, in the rubric's order; under "" where there is none."""
    groups: dict[str, list[PointGrade]] = {}
    for point in grade.points:
        groups.setdefault(point.part, []).append(point)
    return list(groups.items())


def part_says(points: Sequence[PointGrade]) -> str:
    """Count the points of a part of a canvas that were found in it."""
    made = sum(point.state is PointState.COVERED for point in points)
    unsure = sum(point.state is PointState.UNSURE for point in points)
    return f"{made} of {len(points)}" + (f", {unsure} for you to judge" if unsure else "")


def words_say(grade: WordsGrade) -> str:
    """Say what the points add up to, with its uncertainty, in one or two sentences and no percentage."""
    made = sum(point.state is PointState.COVERED for point in grade.points)
    count = f"{made} of {len(grade.points)} points mentioned"
    partly = sum(point.state is PointState.PARTLY for point in grade.points)
    touched = f", {partly} touched" if partly else ""
    if not grade.unsure:
        return f"{count}{touched}."
    left = "1 is" if grade.unsure == 1 else f"{grade.unsure} are"
    low, high = (band_badge(band).word.lower() for band in (grade.low_band, grade.high_band))
    between = f" Depending on that, it is between “{low}” and “{high}”." if low != high else ""
    return f"{count}{touched}; {left} for you to judge below.{between}"


def marked(grade: WordsGrade, text: str) -> Markup:
    """Give the learner's text, escaped, with the words marked that a point or a misconception was found in."""
    spans = [(span, "found") for point in grade.points if _counts(point) for span in point.quotes[:1]]
    spans += [(found.quote, "check") for found in grade.misconceptions]
    spans = [(span, look) for span, look in spans if 0 <= span[0] < span[1] <= len(text)]
    edges = sorted({0, len(text), *(edge for span, _ in spans for edge in span)})
    return Markup("").join(
        _piece(text[start:end], [look for span, look in spans if _inside(start, end, span)])
        for start, end in pairwise(edges)
    )


def _counts(point: PointGrade) -> bool:
    return point.state in (PointState.COVERED, PointState.PARTLY)


def _inside(start: int, end: int, span: Span) -> bool:
    return span[0] <= start and end <= span[1]


def _piece(text: str, looks: list[str]) -> Markup:
    if not looks:
        return escape(text)
    return Markup('<mark class="{}">{}</mark>').format("check" if "check" in looks else "found", text)


def headings(rows: tuple[Mapping[str, Cell], ...]) -> list[str]:
    """List the headings of a table of evidence, in the order in which they came."""
    return list(dict.fromkeys(heading for row in rows for heading in row))
