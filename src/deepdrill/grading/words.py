"""What is reported on an answer in words: points, misconceptions, and a band with an interval.

Records and arithmetic only. Who looked at the answer, the offline grader or another one, is named in the record; the
learner may overrule every point, and the arithmetic is the same.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec.structs import replace

from deepdrill.content.records import Form
from deepdrill.errors import UsageError

__all__ = [
    "SURE_ABOVE",
    "SURE_BELOW",
    "Band",
    "Guard",
    "MisconceptionGrade",
    "PointGrade",
    "PointState",
    "Span",
    "Total",
    "WordsGrade",
    "band_of",
    "overruled",
    "state_of",
    "total",
    "words_from_json",
    "words_grade",
    "words_to_json",
]

SURE_ABOVE = 0.75
SURE_BELOW = 0.25
"""Between the two the grader keeps silent and the learner judges."""

Span = tuple[int, int]
"""Start and end of the learner's own words: characters (code points) of the answer, end not included."""


class PointState(StrEnum):
    """Whether a point is in an answer. Offline, covered means mentioned: nobody vouches that it is said rightly."""

    COVERED = "covered"
    PARTLY = "partly"
    MISSING = "missing"
    UNSURE = "unsure"
    """The grader cannot tell; the learner judges."""


WORTH: Mapping[PointState, float] = {PointState.COVERED: 1.0, PointState.PARTLY: 0.5, PointState.MISSING: 0.0}
"""The share of a point's weight that it earns; an unsure point earns its probability."""


class Band(StrEnum):
    """How complete an answer is."""

    START = "start"
    PARTIAL = "partial"
    GOOD = "good"
    COMPLETE = "complete"


class PointGrade(msgspec.Struct, frozen=True, kw_only=True):
    """One point of the rubric, and whether the answer makes it."""

    id: str
    says: str
    """The point itself, as one phrasing of the rubric puts it."""
    weight: float
    state: PointState
    p: float
    """How likely it is that the answer makes the point."""
    quotes: tuple[Span, ...] = ()
    """The learner's words that come closest, best first; none for a point that is missing."""
    hint: str = ""
    part: str = ""
    """The heading that it belongs to, where the drill is answered on a canvas."""
    by: Literal["grader", "learner"] = "grader"
    """Whose word the state is."""
    graded: PointState | None = None
    """What the grader said, where the learner overruled it; `p` stays the grader's, so that both can be compared."""


class MisconceptionGrade(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that the answer seems to voice; takes no mark away."""

    id: str
    quote: Span
    sure: bool = False
    """False: possible, check it. The offline grader is never sure."""
    wrong: str
    """The misconception as the rubric puts it."""
    right: str
    explain: str


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """Something about the answer as a whole that limits what the grader may give for it."""

    id: str
    says: str
    """One sentence to the learner."""
    cap: float = 1.0
    """The largest coverage that the grader's own points may add up to."""
    factor: float = 1.0
    """What their coverage is multiplied by."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """What the points add up to."""

    coverage: float
    low: float
    """With every unsure point missing."""
    high: float
    """With every unsure point covered."""
    band: Band
    low_band: Band
    high_band: Band
    """The bands at both ends of the interval: what a face shows instead of decimals."""
    unsure: int
    """Points that the grader leaves to the learner."""


class WordsGrade(msgspec.Struct, frozen=True, kw_only=True):
    """The report on one answer to an explain drill; its field names are a contract (`schema`)."""

    schema: Literal[1] = 1
    drill: str
    revision: int
    form: Form
    grader: str
    """Who looked: "offline", or the name of another grader."""
    grader_version: str
    """Grades of different versions do not compare."""
    points: tuple[PointGrade, ...]
    misconceptions: tuple[MisconceptionGrade, ...]
    guards: tuple[Guard, ...] = ()
    full_at: float
    """The coverage that counts as a complete answer."""
    coverage: float
    low: float
    high: float
    band: Band
    low_band: Band
    high_band: Band
    """The bands at both ends of the interval: what a face shows instead of decimals."""
    unsure: int
    note: str = ""
    """What the learner should know about this grading as a whole, in one sentence; mostly empty."""

    @property
    def complete(self) -> bool:
        """Whether it counts as passed."""
        return self.band is Band.COMPLETE


def state_of(p: float) -> PointState:
    """Say what a probability means."""
    if p >= SURE_ABOVE:
        return PointState.COVERED
    return PointState.MISSING if p <= SURE_BELOW else PointState.UNSURE


def band_of(coverage: float, full_at: float) -> Band:
    """Give the band of a coverage, thirds of what counts as complete."""
    score = coverage / full_at + 1e-9
    if score >= 1:
        return Band.COMPLETE
    return Band.GOOD if score >= 2 / 3 else Band.PARTIAL if score >= 1 / 3 else Band.START


def total(points: Iterable[PointGrade], guards: Iterable[Guard], full_at: float) -> Total:
    """Add up. Guards limit what the grader gives; what the learner says about a point counts as it is."""
    held, limits = tuple(points), tuple(guards)

    def coverage(unsure: float | None = None) -> float:
        parts = {"grader": 0.0, "learner": 0.0}
        for point in held:
            worth = WORTH.get(point.state, point.p if unsure is None else unsure)
            parts[point.by] += point.weight * worth
        whole = sum(point.weight for point in held) or 1.0
        graded = parts["grader"] / whole
        for guard in limits:
            graded = min(guard.cap, graded * guard.factor)
        return min(1.0, graded + parts["learner"] / whole)

    low, middle, high = coverage(0.0), coverage(), coverage(1.0)
    return Total(
        coverage=middle,
        low=low,
        high=high,
        band=band_of(middle, full_at),
        low_band=band_of(low, full_at),
        high_band=band_of(high, full_at),
        unsure=sum(point.state is PointState.UNSURE for point in held),
    )


def overruled(grade: WordsGrade, states: Mapping[str, PointState]) -> WordsGrade:
    """Give the grade with the learner's own word on some points; the others stay as they are.

    Raises:
        UsageError: The grade has no such point, or the learner's word on it is "unsure".
    """
    unknown = [id_ for id_ in states if id_ not in {point.id for point in grade.points}]
    if unknown or PointState.UNSURE in states.values():
        known = ", ".join(point.id for point in grade.points)
        raise UsageError(f"Say covered, partly or missing of one of these points:  {known}")
    judged = tuple(
        replace(point, state=states[point.id], by="learner", graded=point.graded or point.state)
        if point.id in states
        else point
        for point in grade.points
    )
    return replace(grade, points=judged, **msgspec.structs.asdict(total(judged, grade.guards, grade.full_at)))


def words_grade(
    *,
    drill: str,
    revision: int,
    form: Form,
    grader: str,
    grader_version: str,
    points: tuple[PointGrade, ...],
    misconceptions: tuple[MisconceptionGrade, ...],
    guards: tuple[Guard, ...] = (),
    full_at: float,
    note: str = "",
) -> WordsGrade:
    """Make a grade: the sums follow from the points and the guards."""
    sums = total(points, guards, full_at)
    return WordsGrade(
        drill=drill,
        revision=revision,
        form=form,
        grader=grader,
        grader_version=grader_version,
        points=points,
        misconceptions=misconceptions,
        guards=guards,
        full_at=full_at,
        note=note,
        **msgspec.structs.asdict(sums),
    )


def words_to_json(grade: WordsGrade) -> str:
    """Write a grade as one line of JSON."""
    return msgspec.json.encode(grade).decode()


def words_from_json(text: str | bytes) -> WordsGrade:
    """Read a grade back; raises `msgspec.ValidationError` for another schema."""
    return msgspec.json.decode(text, type=WordsGrade)
