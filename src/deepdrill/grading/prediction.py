"""Grade what a learner predicts of a lab before it runs: one choice for each of its questions."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from deepdrill.content.records import Drill, Lab, Predict
from deepdrill.errors import UnreadableAnswer

__all__ = ["PredictionGrade", "Predictions", "grade_predictions", "predictions_from_json", "predictions_to_json"]


class PredictionGrade(msgspec.Struct, frozen=True, kw_only=True):
    """One question, what was chosen and what is right."""

    id: str
    asks: str
    choices: tuple[str, ...]
    chosen: int
    right: int
    because: str

    @property
    def correct(self) -> bool:
        """Whether the right choice was chosen."""
        return self.chosen == self.right


class Predictions(msgspec.Struct, frozen=True, kw_only=True):
    """All questions of a lab, answered; its field names are a contract (`schema`)."""

    schema: Literal[1] = 1
    drill: str
    outcome: Literal["passed", "failed"]
    """Passed where every choice is right."""
    questions: tuple[PredictionGrade, ...]


def grade_predictions(drill: Drill, body: Lab, chosen: Mapping[str, int]) -> Predictions:
    """Grade a choice for every question, counted from 0.

    Raises:
        UnreadableAnswer: A question has no choice, or one that it does not offer; the message says which.
    """
    wrong = [f'there is no question "{name[:40]}"' for name in chosen if name not in {one.id for one in body.predicts}]
    wrong += [f'"{one.asks}" has no answer' for one in body.predicts if one.id not in chosen]
    wrong += [
        f'"{one.asks}" has {len(one.choices)} choices'
        for one in body.predicts
        if one.id in chosen and not 0 <= chosen[one.id] < len(one.choices)
    ]
    if wrong:
        raise UnreadableAnswer(f"Choose one answer to each question: {'; '.join(wrong)}.")
    questions = tuple(_graded(one, chosen[one.id]) for one in body.predicts)
    outcome: Literal["passed", "failed"] = "passed" if all(one.correct for one in questions) else "failed"
    return Predictions(drill=drill.path, outcome=outcome, questions=questions)


def predictions_to_json(predictions: Predictions) -> str:
    """Write the contract."""
    return msgspec.json.encode(predictions).decode()


def predictions_from_json(text: str) -> Predictions:
    """Read the contract back."""
    return msgspec.json.decode(text, type=Predictions)


def _graded(predict: Predict, chosen: int) -> PredictionGrade:
    return PredictionGrade(
        id=predict.id,
        asks=predict.asks,
        choices=predict.choices,
        chosen=chosen,
        right=predict.right,
        because=predict.because,
    )
