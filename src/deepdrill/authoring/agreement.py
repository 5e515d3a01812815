"""How well a grader of words agrees with what sample answers declare, over many drills.

A point that an answer only touches (`partly`) is neither there nor missing: it counts for the calibration, as a half,
and for the order of answers, and is reported by itself, but not among the points that a grader is right or wrong about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

from deepdrill.content import Answer, Explain
from deepdrill.grading.words import SURE_ABOVE, SURE_BELOW, WordsGrade

__all__ = ["BARS", "Agreement", "Bar", "Graded", "held_out", "measure_agreement"]

BINS = 10
"""Of probability, for the calibration error."""

ALIKE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A sample answer and its grade."""

    body: Explain
    answer: Answer
    grade: WordsGrade


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What agrees, as counts and shares; a share of nothing is 1."""

    drills: int
    answers: int
    points: int
    sure: float
    """The share of all points on which the grader is sure."""
    right: float
    """Where it is sure and the answer makes the point or does not: the share that it gets right."""
    covered_precision: float
    covered_recall: float
    missing_precision: float
    partly: int
    partly_covered: float
    """The share of partly made points that it is sure are covered."""
    partly_missing: float
    calibration_error: float
    """The mean distance between probability and truth in ten bins, weighted by points."""
    shown: int
    """Misconceptions that it shows."""
    shown_right: float
    voiced: int
    voiced_found: float
    pairs: int
    """Pairs of answers to one drill that declare different marks."""
    order_right: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One number that has to be reached on drills that the calibration never saw."""

    says: str
    value: Callable[[Agreement], float]
    at_least: float

    def trouble(self, seen: Agreement) -> str:
        """Say how far off it is; empty where it is reached."""
        value = self.value(seen)
        return "" if value >= self.at_least else f"{self.says}: {value:.3f}, not {self.at_least:.2f}"


BARS = (
    Bar(says="points right where the grader is sure", value=lambda seen: seen.right, at_least=0.90),
    Bar(says="points on which it is sure", value=lambda seen: seen.sure, at_least=0.75),
    Bar(says="one minus the calibration error", value=lambda seen: 1 - seen.calibration_error, at_least=0.95),
    Bar(says="misconceptions shown that are voiced", value=lambda seen: seen.shown_right, at_least=0.85),
    Bar(says="pairs of answers in the right order", value=lambda seen: seen.order_right, at_least=0.85),
)


def held_out(drill: str) -> bool:
    """Tell whether a drill is kept from the calibration; a third of them is, by the hash of the path."""
    return sha256(drill.encode()).digest()[0] % 3 == 0


def measure_agreement(graded: Iterable[Graded]) -> Agreement:
    """Compare grades with declarations."""
    all_ = tuple(graded)
    seen = [(_truth(one.answer, point.id), point.p) for one in all_ for point in one.grade.points]
    clear = [(truth, p) for truth, p in seen if truth in {0.0, 1.0}]
    partly = [p for truth, p in seen if truth not in {0.0, 1.0}]
    shown = [(one.answer, found.id) for one in all_ for found in one.grade.misconceptions]
    voiced = [(one, id_) for one in all_ for id_ in one.answer.voices]
    pairs = [order for group in _by_drill(all_) for order in _orders(group)]
    return Agreement(
        drills=len({one.grade.drill for one in all_}),
        answers=len(all_),
        points=len(seen),
        sure=_share(_sure(p) for _, p in seen),
        right=_share((p >= SURE_ABOVE) == (truth == 1.0) for truth, p in clear if _sure(p)),
        covered_precision=_share(truth == 1.0 for truth, p in clear if p >= SURE_ABOVE),
        covered_recall=_share(p >= SURE_ABOVE for truth, p in clear if truth == 1.0),
        missing_precision=_share(truth == 0.0 for truth, p in clear if p <= SURE_BELOW),
        partly=len(partly),
        partly_covered=_share(p >= SURE_ABOVE for p in partly),
        partly_missing=_share(p <= SURE_BELOW for p in partly),
        calibration_error=_calibration_error(seen),
        shown=len(shown),
        shown_right=_share(id_ in answer.voices for answer, id_ in shown),
        voiced=len(voiced),
        voiced_found=_share(id_ in {found.id for found in one.grade.misconceptions} for one, id_ in voiced),
        pairs=len(pairs),
        order_right=sum(pairs) / len(pairs) if pairs else 1.0,
    )


def declared_marks(body: Explain, answer: Answer) -> float:
    """Give the coverage that an answer declares."""
    return sum(point.weight * _truth(answer, point.id) for point in body.points) / sum(p.weight for p in body.points)


def _truth(answer: Answer, point: str) -> float:
    return 1.0 if point in answer.covers else 0.5 if point in answer.partly else 0.0


def _sure(p: float) -> bool:
    return p >= SURE_ABOVE or p <= SURE_BELOW


def _share(cases: Iterable[bool]) -> float:
    listed = list(cases)
    return sum(listed) / len(listed) if listed else 1.0


def _by_drill(graded: Sequence[Graded]) -> list[list[Graded]]:
    groups: dict[str, list[Graded]] = {}
    for one in graded:
        groups.setdefault(one.grade.drill, []).append(one)
    return list(groups.values())


def _orders(group: Sequence[Graded]) -> list[float]:
    """Say of each pair that differs whether the grader orders it as declared; a tie is half right."""
    found = []
    for one, other in combinations(group, 2):
        declared = declared_marks(one.body, one.answer) - declared_marks(other.body, other.answer)
        given = one.grade.coverage - other.grade.coverage
        if abs(declared) > ALIKE:
            found.append(0.5 if abs(given) <= ALIKE else float((declared > 0) == (given > 0)))
    return found


def _calibration_error(seen: Sequence[tuple[float, float]]) -> float:
    bins: list[list[tuple[float, float]]] = [[] for _ in range(BINS)]
    for truth, p in seen:
        bins[min(BINS - 1, int(p * BINS))].append((truth, p))
    apart = sum(abs(sum(truth - p for truth, p in one)) for one in bins)
    return apart / len(seen) if seen else 0.0
