"""Record what a learner predicts of a lab as an attempt.

How it is graded is decided by `grading.prediction`; the run that comes after it is no attempt.
"""

from collections.abc import Mapping

import msgspec

from deepdrill.clock import Clock
from deepdrill.content.records import Drill, Lab
from deepdrill.errors import UsageError
from deepdrill.grading.prediction import grade_predictions, predictions_to_json
from deepdrill.practice.handing_in import begun
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt

__all__ = ["lab_of", "predict"]


def predict(
    drill: Drill, chosen: Mapping[str, int], *, learner: str, attempt_id: str, journal: Journal, clock: Clock
) -> Attempt:
    """Grade a choice for every question of a lab and record the attempt, which passes where all are right.

    Raises:
        UsageError: The drill is no lab.
        UnreadableAnswer: A question has no choice; nothing is recorded, for not everything was answered.
    """
    predictions = grade_predictions(drill, lab_of(drill), chosen)
    text = msgspec.json.encode(dict(chosen), order="sorted").decode()
    attempt = begun(drill, text, learner=learner, seed=0, attempt_id=attempt_id, journal=journal, clock=clock)
    journal.begin(attempt)
    return journal.finish(attempt.id, outcome=predictions.outcome, report=predictions_to_json(predictions), at=clock())


def lab_of(drill: Drill) -> Lab:
    """Give the lab of a drill; refuse one of another kind."""
    if not isinstance(drill.body, Lab):
        raise UsageError(f"{drill.path} is no lab. See:  deepdrill show {drill.path}")
    return drill.body
