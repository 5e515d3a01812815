"""What the signals are worth together: one logistic for every drill, in `calibration.json`.

`python -m benchmarks.agreement --fit` writes that file from the sample answers of the library. Nothing is fitted to a
drill, and the length of an answer is no signal: a grader that knows it pays for pasted text.
"""

import math
from functools import cache
from pathlib import Path

import msgspec

from deepdrill.grading.signals import PointSignals

__all__ = ["FILE", "Calibration", "calibration"]

FILE = Path(__file__).with_suffix(".json")


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """A weight for each signal."""

    version: int
    """Raised with every fit: grades of different versions do not compare."""
    sim: float
    words: float
    terms: float
    bias: float

    def probability(self, signals: PointSignals) -> float:
        """Give the probability that a point is made."""
        x = self.sim * signals.sim + self.words * signals.words + self.terms * signals.terms + self.bias
        return 1 / (1 + math.exp(-x))


@cache
def calibration() -> Calibration:
    """Read the weights that deepdrill brings."""
    return msgspec.json.decode(FILE.read_bytes(), type=Calibration)
