"""What in an answer speaks for a point: nearness in meaning, the point's own words, its must groups and formulas.

Each signal lies between 0 and 1. What they are worth together is decided in `calibration`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from deepdrill.grading.rubric import ReadyPoint, content_stems
from deepdrill.grading.sentences import Piece, joined

if TYPE_CHECKING:
    from deepdrill.grading.encoder import Vectors

__all__ = ["PointSignals", "Unit", "pooled", "signals_of", "units_of"]

SCATTERED = 0.85
"""What must groups are worth that are met far apart in an answer."""

FORMULA_WORDS = 0.5
"""The share of a phrasing's words that its formula stands for."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What a point is looked for in: a sentence, or two that stand side by side."""

    piece: Piece
    stems: frozenset[str]
    sentences: tuple[int, ...]
    """Places of its sentences in the answer."""


@dataclass(frozen=True, kw_only=True)
class PointSignals:
    """What speaks for one point."""

    sim: float
    """The largest cosine of a unit and a phrasing."""
    words: float
    """The largest share of a phrasing's words that are in a unit."""
    terms: float
    """The largest share of the must groups that a unit meets."""
    nearest: tuple[int, ...]
    """Sentences that come closest, best first."""


def units_of(text: str, pieces: Sequence[Piece]) -> list[Unit]:
    """Give the sentences of an answer, and then its pairs of neighbours."""
    units = [_unit(piece, (place,)) for place, piece in enumerate(pieces)]
    return units + [
        _unit(joined(text, pieces[one], pieces[other]), (one, other)) for one, other in pairwise(range(len(pieces)))
    ]


def pooled(vectors: "Vectors", units: Sequence[Unit]) -> "Vectors":
    """Give a vector for each unit; that of a pair is the mean of its sentences', which is as good as its own."""
    import numpy as np  # noqa: PLC0415  the faces import this module for its names

    sums: Vectors = np.stack([vectors[list(unit.sentences)].sum(axis=0) for unit in units])
    scaled: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return scaled


def signals_of(ready: ReadyPoint, near: "Vectors", units: Sequence[Unit], whole: Piece) -> PointSignals:
    """Measure what speaks for a point.

    Args:
        ready: The point.
        near: How near each unit is to each phrasing; (units, phrasings).
        units: Of the answer.
        whole: The whole answer.
    """
    sims = [float(value) for value in near.max(axis=1)]
    words = [ready.recall(unit.stems) for unit in units]
    terms = [ready.share(unit.piece.matchable) for unit in units]
    has_formula = any(formula in whole.compact for formula in ready.formulas)
    return PointSignals(
        sim=max(0.0, *sims),
        words=max(*words, FORMULA_WORDS * has_formula),
        terms=max(*terms, SCATTERED * ready.share(whole.matchable), float(has_formula)),
        nearest=_nearest(units, [sum(three) for three in zip(sims, words, terms, strict=True)]),
    )


def _nearest(units: Sequence[Unit], strength: Sequence[float]) -> tuple[int, ...]:
    """Order the sentences; of a pair only where it says clearly more than either of the two."""
    alone = [place for place, unit in enumerate(units) if len(unit.sentences) == 1]
    best = max(alone, key=lambda place: strength[place])
    pair = max(range(len(units)), key=lambda place: strength[place])
    if strength[pair] < strength[best] + 0.3:
        return units[best].sentences
    return tuple(sorted(units[pair].sentences, key=lambda place: -strength[place]))


def _unit(piece: Piece, sentences: tuple[int, ...]) -> Unit:
    return Unit(piece=piece, stems=frozenset(content_stems(piece.words)), sentences=sentences)
