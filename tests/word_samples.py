"""A small explain drill, and an encoder and graders for it that need no model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from deepdrill.content.records import Answer, Drill, Explain, Form, Kind, Misconception, Point
from deepdrill.grading.notation import plain, words_of
from deepdrill.grading.rubric import content_stems
from deepdrill.grading.words import MisconceptionGrade, PointGrade, PointState, WordsGrade, words_grade
from drill_samples import a_drill

__all__ = ["PROMPT", "REFERENCE", "BagEncoder", "DeclaredGrader", "explain_drill", "graded_points"]

PROMPT = "Why are the scores of attention divided by the square root of d before the softmax?"

REFERENCE = (
    "The variance of a dot product grows with the width, because it is a sum of so many products. Large scores "
    "saturate the softmax, so that one key takes all the weight. A saturated softmax lets hardly any gradient "
    "through, and the queries and keys stop learning."
)

POINTS = (
    Point(
        id="variance",
        weight=2.0,
        say=("the variance of the dot product grows with the width", "wide heads give large scores"),
        must=(("varianc", "grow", "large"), ("dot product", "product", "width")),
        formula=("var(q·k)=d",),
        hint="What is the variance of a sum?",
    ),
    Point(
        id="saturation",
        weight=1.0,
        say=("large scores saturate the softmax", "one key takes all the weight"),
        must=(("saturat", "one-hot", "one key"),),
        formula=(),
        hint="What does the softmax do with large scores?",
    ),
    Point(
        id="gradient",
        weight=1.0,
        say=("a saturated softmax has almost no gradient", "the gradient vanishes"),
        must=(("gradient",), ("vanish", "hardly", "no gradient", "zero", "stop")),
        formula=(),
        hint="What is left of the Jacobian?",
    ),
)

SPEED = Misconception(
    id="speed",
    wrong=("the division makes attention faster", "dividing is done for speed"),
    right=("the division keeps the softmax from saturating", "dividing is done for the gradients"),
    anchor=("divi", "scal"),
    wrong_cue=("faster", "speed"),
    right_cue=("saturat", "gradient"),
    explain="Dividing by a constant saves nothing.",
)


def explain_drill(*, form: Form = Form.EXPLAIN, answers: Sequence[Answer] = (), prompt: str = PROMPT) -> Drill:
    """Make an explain drill."""
    body = Explain(
        full_at=0.75,
        form=form,
        points=POINTS,
        misconceptions=(SPEED,),
        reference=REFERENCE,
        answers=tuple(answers),
        evidence="",
    )
    return a_drill(body, Kind.EXPLAIN, path="attention/why-root", prompt=prompt)


@dataclass
class BagEncoder:
    """An encoder without a model: a text is the set of its stems, so that shared words are nearness."""

    name: str = "bag"
    seen: list[str] = field(default_factory=list)
    """Every text that was encoded."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one row for each text."""
        self.seen += texts
        rows = np.zeros((len(texts), 1024), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in content_stems(words_of(plain(text))):
                row[crc32(stem.encode()) % 1024] = 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1.0), np.float32)


def graded_points(states: dict[str, float]) -> tuple[PointGrade, ...]:
    """Make a graded point for each probability, all of one weight."""
    return tuple(
        PointGrade(
            id=id_,
            says=id_,
            weight=1.0,
            state=PointState.COVERED if p >= 0.75 else PointState.MISSING if p <= 0.25 else PointState.UNSURE,
            p=p,
            hint="",
        )
        for id_, p in states.items()
    )


@dataclass(frozen=True)
class DeclaredGrader:
    """Grades a sample answer as it declares, and every other text as covering everything; errs where it is told to."""

    wrong_points: frozenset[str] = frozenset()
    """Points of which it says the opposite."""
    blind: bool = False
    """Whether it misses every misconception."""

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade one answer."""
        assert isinstance(drill.body, Explain)
        answer = next((one for one in drill.body.answers if one.text == text), None)
        covers = {point.id for point in drill.body.points} if answer is None else set(answer.covers)
        covers ^= self.wrong_points
        voices = set() if answer is None or self.blind else set(answer.voices)
        return words_grade(
            drill=drill.path,
            revision=drill.revision,
            form=drill.body.form,
            grader="declared",
            grader_version="1",
            points=graded_points({point.id: 0.9 if point.id in covers else 0.1 for point in drill.body.points}),
            misconceptions=tuple(
                MisconceptionGrade(id=one.id, quote=(0, 1), wrong=one.wrong[0], right=one.right[0], explain=one.explain)
                for one in drill.body.misconceptions
                if one.id in voices
            ),
            full_at=drill.body.full_at,
        )
