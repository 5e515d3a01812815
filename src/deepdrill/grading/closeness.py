"""How near a short answer comes to a model answer, where there is no rubric: modest, and often not sure.

Each sentence of the model answer is looked for in the learner's, by nearness in meaning and shared words. Measured
(`docs/decisions/0015-interviews.md`): where it is sure of a sentence it is right in five cases of six, and it is sure
of half of them. It finds what is mentioned, not whether it is true.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from deepdrill.grading.encoder import Encoder
from deepdrill.grading.rubric import content_stems
from deepdrill.grading.sentences import Piece, sentences
from deepdrill.grading.signals import Unit, pooled, units_of

__all__ = ["Closeness", "Near", "closeness"]

SIM, WORDS, BIAS = 3.37, 7.62, -2.52
"""Of one logistic, fitted to the points of two thirds of the explain drills, their fullest phrasing for a sentence."""

SURE_ABOVE, SURE_BELOW = 0.75, 0.25

CLOSE_AT_LEAST, FAR_AT_MOST = 0.65, 0.3
"""Of the mean over the model answer's sentences."""

WIDE = 0.6
"""The share of sentences in doubt from which the whole is left to the learner."""


class Near(StrEnum):
    """How near an answer comes to the model answer."""

    CLOSE = "close"
    PARTLY = "partly"
    FAR = "far"
    UNSURE = "not sure"


class Closeness(msgspec.Struct, frozen=True, kw_only=True):
    """The report on a short answer."""

    near: Near
    p: float
    """Mean over the model answer's sentences of how likely the answer makes each."""
    missed: tuple[str, ...] = ()
    """Sentences of the model answer that are surely not there."""


def closeness(encoder: Encoder, *, asks: str, model: str, text: str) -> Closeness | None:
    """Compare an answer with a model answer; None where one of them has no words.

    Args:
        encoder: Turns sentences into vectors.
        asks: The question; its words say little when they come back.
        model: The short model answer.
        text: The learner's answer.
    """
    wanted, given = sentences(model), sentences(text)
    if not wanted or not given:
        return None
    asked = frozenset(content_stems([word for piece in sentences(asks) for word in piece.words]))
    units = units_of(text, given)
    placed = pooled(encoder.encode([piece.text for piece in given]), units)
    known = encoder.encode([piece.text for piece in wanted])
    nearest = (placed @ known.T).max(axis=0)
    chances = [_p(float(sim), piece, asked, units) for sim, piece in zip(nearest, wanted, strict=True)]
    return Closeness(
        near=_near(chances),
        p=round(sum(chances) / len(chances), 3),
        missed=tuple(piece.text for p, piece in zip(chances, wanted, strict=True) if p <= SURE_BELOW),
    )


def _near(chances: Sequence[float]) -> Near:
    mean = sum(chances) / len(chances)
    if mean >= CLOSE_AT_LEAST:
        return Near.CLOSE
    if mean <= FAR_AT_MOST:
        return Near.FAR
    doubtful = sum(SURE_BELOW < p < SURE_ABOVE for p in chances) / len(chances)
    return Near.UNSURE if doubtful >= WIDE else Near.PARTLY


def _p(sim: float, wanted: Piece, asked: frozenset[str], units: Sequence[Unit]) -> float:
    stems = frozenset(content_stems(wanted.words)) - asked
    shared = max(len(stems & unit.stems) for unit in units) / len(stems) if stems else 0.0
    return 1 / (1 + math.exp(-(SIM * sim + WORDS * shared + BIAS)))
