"""Proof of an explain drill: its rubric can be graded by, its sample answers get what they declare, its evidence holds.

The grader is statistical, so a point or a misconception that it sees differently is listed and does not fail the
drill; what no grader may get wrong does: empty talk earns nothing, the reference nearly everything, and better answers
come out better. How well the grader agrees with all the drills that it was not fitted to is a claim about the library.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from deepdrill.authoring.agreement import BARS, Graded, held_out, measure_agreement
from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.authoring.rubrics import rubric_troubles
from deepdrill.content import Answer, Drill, Explain
from deepdrill.errors import DeepdrillError
from deepdrill.grading.words import PointState, WordsGrade
from deepdrill.lab import ClaimSettled

__all__ = ["Grading", "Settling", "agreement_lines", "disagreements", "evidence_proofs", "word_proofs"]

EMPTY_AT_MOST = 0.10
REFERENCE_AT_LEAST = 0.85
ALWAYS = ("empty", "weak", "excellent")
"""Sample answers that every drill has, from worst to best."""

TOGETHER = 12
"""Drills whose evidence is settled in one process, which imports torch once."""


ENOUGH_DRILLS = 10
"""Held-out drills from which the agreement says something."""


class Grading(Protocol):
    """What a proof needs of a grader."""

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade one answer."""


class Settling(Protocol):
    """What a proof needs of whoever settles evidence."""

    def settle(self, folders: Sequence[Path], seed: int) -> dict[Path, tuple[ClaimSettled, ...]]:
        """Settle the evidence of some folders in one process."""


def word_proofs(drill: Drill, body: Explain, grader: Grading, graded: list[Graded]) -> list[Proof]:
    """List what has to be shown of one drill, its evidence apart; `graded` receives its graded sample answers."""
    return [partial(_rubric, drill, body), partial(_answers, drill, body, grader, graded)]


def agreement_lines(graded: Sequence[Graded]) -> list[ProofLine]:
    """Put the bars to the drills that the calibration never saw; none where there are too few of them."""
    unseen = [one for one in graded if held_out(one.grade.drill)]
    seen = measure_agreement(unseen)
    if seen.drills < ENOUGH_DRILLS:
        return []
    return [
        ProofLine(drill="library", what=f"agreement: {bar.says}", ok=not bar.trouble(seen), detail=bar.trouble(seen))
        for bar in BARS
    ]


def evidence_proofs(drills: Sequence[Drill], settler: Settling, seed: int) -> list[Proof]:
    """Have the evidence of several drills settled, a dozen in one process."""
    having = [drill for drill in drills if isinstance(drill.body, Explain) and drill.body.evidence]
    return [
        partial(_evidence, having[first : first + TOGETHER], settler, seed) for first in range(0, len(having), TOGETHER)
    ]


def disagreements(answer: Answer, grade: WordsGrade) -> list[str]:
    """List where the grader is sure of something else than the answer declares."""
    found = []
    for point in grade.points:
        declared = _declared(answer, point.id)
        sure = point.state in {PointState.COVERED, PointState.MISSING}
        if sure and declared is not PointState.PARTLY and point.state is not declared:
            found.append(f"point {point.id} is declared {declared} and graded {point.state} ({point.p:.2f})")
    voiced = {one.id for one in grade.misconceptions}
    found += [f"misconception {one} is declared and not found" for one in answer.voices if one not in voiced]
    found += [f"misconception {one} is found and not declared" for one in sorted(voiced - set(answer.voices))]
    return found


def _declared(answer: Answer, point: str) -> PointState:
    if point in answer.covers:
        return PointState.COVERED
    return PointState.PARTLY if point in answer.partly else PointState.MISSING


def _rubric(drill: Drill, body: Explain) -> list[ProofLine]:
    return [_line(drill, "rubric", "; ".join(rubric_troubles(drill.prompt, body)))]


def _answers(drill: Drill, body: Explain, grader: Grading, graded: list[Graded]) -> list[ProofLine]:
    try:
        reference = grader.grade(drill, body.reference)
        grades = {answer.name: grader.grade(drill, answer.text) for answer in body.answers}
    except DeepdrillError as error:
        return [_line(drill, "answers", str(error))]
    graded += [Graded(body=body, answer=answer, grade=grades[answer.name]) for answer in body.answers]
    lines = [_line(drill, "reference", _reference_trouble(reference))]
    for answer in body.answers:
        grade = grades[answer.name]
        trouble = _empty_trouble(grade) if answer.name == "empty" else ""
        lines.append(_line(drill, f"answer {answer.name}", trouble, tuple(disagreements(answer, grade))))
    return [*lines, _line(drill, "order of the answers", _order_trouble(grades))]


def _reference_trouble(grade: WordsGrade) -> str:
    if grade.coverage >= REFERENCE_AT_LEAST:
        return ""
    unseen = ", ".join(f"{point.id} ({point.p:.2f})" for point in grade.points if point.state != PointState.COVERED)
    return (
        f"the reference covers {grade.coverage:.0%} of the points, not {REFERENCE_AT_LEAST:.0%}; not seen: {unseen}; "
        "say them in the reference, or give those points phrasings and stems as the reference has them"
    )


def _empty_trouble(grade: WordsGrade) -> str:
    seen = ", ".join(f"{one.id} ({one.p:.2f})" for one in grade.points if one.state is not PointState.MISSING)
    sure = any(point.state is PointState.COVERED for point in grade.points)
    if grade.coverage <= EMPTY_AT_MOST and not sure:
        return ""
    return (
        f"empty talk gets {grade.coverage:.0%} of the marks, for {seen}; "
        "give those points must groups and phrasings that empty talk does not meet"
    )


def _order_trouble(grades: dict[str, WordsGrade]) -> str:
    missing = [name for name in ALWAYS if name not in grades]
    if missing:
        return "; ".join(f"there is no answers/{name}.md; write it" for name in missing)
    marks = [grades[name].coverage for name in ALWAYS]
    # Weak may be worth as little as empty talk where all that it says is wrong.
    if marks[0] <= marks[1] < marks[2]:
        return ""
    said = ", ".join(f"{name} gets {mark:.0%}" for name, mark in zip(ALWAYS, marks, strict=True))
    return f"{said}; better answers must come out better"


def _evidence(drills: Sequence[Drill], settler: Settling, seed: int) -> list[ProofLine]:
    try:
        found = settler.settle([drill.folder for drill in drills], seed)
    except DeepdrillError as error:
        return [_line(drill, "evidence", str(error)) for drill in drills]
    return [line for drill in drills for line in _claims(drill, found.get(drill.folder, ()))]


def _claims(drill: Drill, claims: Sequence[ClaimSettled]) -> list[ProofLine]:
    if not claims:
        return [_line(drill, "evidence", "evidence.py settles nothing; mark a function with @claim")]
    return [_line(drill, f"evidence {claim.name}", claim.why) for claim in claims]


def _line(drill: Drill, what: str, trouble: str, soft: tuple[str, ...] = ()) -> ProofLine:
    return ProofLine(drill=drill.path, what=what, ok=not trouble, detail=trouble, soft=soft)
