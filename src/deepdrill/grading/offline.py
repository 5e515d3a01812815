"""Grade an answer in words without a network: which points it makes, which misconceptions it seems to voice.

What that can and cannot do was measured (`docs/decisions/0009-words.md`): it finds what is mentioned, it does not know
what is true.
"""

import re
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from deepdrill.content.canvas import heading_of, without_headings
from deepdrill.content.records import Drill, Explain
from deepdrill.errors import LibraryBroken, UnreadableAnswer
from deepdrill.grading.calibration import Calibration, calibration
from deepdrill.grading.denial import point_is_denied
from deepdrill.grading.encoder import Encoder, OnnxEncoder
from deepdrill.grading.guards import guards_of
from deepdrill.grading.misconceptions import voiced
from deepdrill.grading.order import word_order
from deepdrill.grading.rubric import ReadyPoint, Rubric, ready
from deepdrill.grading.sentences import Piece, joined, sentences
from deepdrill.grading.signals import PointSignals, pooled, signals_of, units_of
from deepdrill.grading.words import PointGrade, PointState, WordsGrade, state_of, words_grade

if TYPE_CHECKING:
    from deepdrill.grading.encoder import Vectors

__all__ = ["OfflineGrader"]

RECIPE = 2
"""Raised when the same signals would be found differently."""

_WORD = re.compile(r"\w")

DENIED = 0.5
"""The probability of a point whose closest words deny it: the learner judges."""


class OfflineGrader:
    """Grades answers; one for all drills, used from any thread.

    Args:
        encoder: Turns sentences into vectors; the one that deepdrill brings by default.
        weights: What the signals are worth; those that deepdrill brings by default.
    """

    def __init__(self, encoder: Encoder | None = None, weights: Calibration | None = None) -> None:
        self.encoder = encoder or OnnxEncoder()
        self._weights = weights or calibration()
        self._vectors: dict[str, Vectors] = {}
        """Of the rubrics' own texts."""
        self._rubrics: dict[str, tuple[Explain, Rubric]] = {}
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Changes whenever the same answer may get another grade."""
        return f"{RECIPE}.{self._weights.version} {self.encoder.name}"

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade an answer to an explain drill.

        Raises:
            UnreadableAnswer: There are no words in it.
            LibraryBroken: The drill is of another kind.
            EncoderUnavailable: The sentence encoder cannot be loaded.
        """
        body = explained(drill)
        text = without_headings(body.parts, text)
        pieces = sentences(text)
        if not pieces:
            raise UnreadableAnswer(
                f"There are no words in this answer. See what is asked:  deepdrill show {drill.path}"
            )
        rubric = self._rubric(drill, body)
        vectors = self.encoder.encode([piece.text for piece in pieces])
        found = self._signals(rubric, text, pieces, vectors)
        return words_grade(
            drill=drill.path,
            revision=drill.revision,
            form=body.form,
            grader="offline",
            grader_version=self.version,
            points=tuple(
                self._point(ready, signals, text, pieces, heading_of(body, ready.point))
                for ready, signals in zip(rubric.points, found, strict=True)
            ),
            misconceptions=voiced(rubric, text, pieces, vectors, embed=self.encoder.encode, known=self._known),
            guards=guards_of(body.form, pieces, rubric, word_order(), self._on_topic(body, vectors)),
            full_at=body.full_at,
            note=_cut(text, pieces[-1].span[1]),
        )

    def signals(self, drill: Drill, text: str) -> list[PointSignals]:
        """Measure what speaks for each point, in the order of the rubric; what a calibration is fitted to."""
        body = explained(drill)
        text = without_headings(body.parts, text)
        pieces = sentences(text)
        vectors = self.encoder.encode([piece.text for piece in pieces])
        return self._signals(self._rubric(drill, body), text, pieces, vectors)

    def _signals(self, rubric: Rubric, text: str, pieces: Sequence[Piece], vectors: "Vectors") -> list[PointSignals]:
        units = units_of(text, pieces)
        placed = pooled(vectors, units)
        whole = joined(text, pieces[0], pieces[-1])
        return [signals_of(one, placed @ self._known(one.point.say).T, units, whole) for one in rubric.points]

    def _on_topic(self, body: Explain, vectors: "Vectors") -> list[float]:
        """Say how near each sentence is to any phrasing of any point."""
        known = self._known([say for point in body.points for say in point.say])
        return [float(value) for value in (vectors @ known.T).max(axis=1)]

    def _point(
        self, ready: ReadyPoint, found: PointSignals, text: str, pieces: Sequence[Piece], heading: str
    ) -> PointGrade:
        nearest = [pieces[place] for place in found.nearest]
        p = self._weights.probability(found)
        if state_of(p) is PointState.COVERED and point_is_denied(ready, text, nearest):
            p = DENIED
        state = state_of(p)
        return PointGrade(
            id=ready.point.id,
            says=ready.point.say[0],
            weight=ready.point.weight,
            state=state,
            p=round(p, 3),
            quotes=() if state is PointState.MISSING else tuple(piece.span for piece in nearest),
            hint=ready.point.hint,
            part=heading,
        )

    def _rubric(self, drill: Drill, body: Explain) -> Rubric:
        with self._lock:
            kept = self._rubrics.get(drill.path)
            if kept is None or kept[0] is not body:  # the content was read again
                kept = self._rubrics[drill.path] = (body, ready(drill.prompt, body))
            return kept[1]

    def _known(self, texts: Sequence[str]) -> "Vectors":
        """Give vectors of texts of a rubric, each made once."""
        import numpy as np  # noqa: PLC0415  the faces import this module for its names

        with self._lock:
            new = [text for text in texts if text not in self._vectors]
            if new:
                self._vectors.update(zip(new, self.encoder.encode(new), strict=True))
            return np.stack([self._vectors[text] for text in texts])


def _cut(text: str, end: int) -> str:
    """Say how far a text was read, where that is not to its end."""
    return f"Only the first {end:,} characters were read." if _WORD.search(text, end) else ""


def explained(drill: Drill) -> Explain:
    """Give what an explain drill holds, and refuse another kind."""
    if not isinstance(drill.body, Explain):
        raise LibraryBroken(f"{drill.path} is not an explain drill. See:  deepdrill show {drill.path}")
    return drill.body
