"""FSRS's model of memory over arrays: what a review of each of thousands of cards would be worth.

The library `fsrs` makes the cards that are kept (`cards`); it takes them one at a time and would need a tenth of a
second to look one review ahead for 5,000 of them. The formulas are those of FSRS 6; a test holds them to the library's.
"""

from dataclasses import dataclass

import numpy as np
from fsrs.scheduler import DEFAULT_PARAMETERS
from numpy.typing import NDArray

__all__ = ["Memory"]

Floats = NDArray[np.float64]
Number = Floats | np.float64

_LEAST_STABILITY = 0.001
_LEAST_DIFFICULTY, _MOST_DIFFICULTY = 1.0, 10.0
_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4


@dataclass(frozen=True)
class Memory:
    """The formulas, with one set of parameters; every argument may be an array."""

    w: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)

    def recall(self, days: Floats | float, stability: Floats | float) -> Floats:
        """Give the chance of recall so many days after the last review."""
        decay = -self.w[20]
        factor = 0.9 ** (1 / decay) - 1
        return np.asarray((1 + factor * np.asarray(days) / np.asarray(stability)) ** decay)

    def first_stability(self, rating: int) -> float:
        """Give the stability after the first review, in days."""
        return max(_LEAST_STABILITY, self.w[rating - 1])

    def first_difficulty(self, rating: int) -> float:
        """Give the difficulty after the first review, 1 to 10."""
        return float(np.clip(self._raw_difficulty(rating), _LEAST_DIFFICULTY, _MOST_DIFFICULTY))

    def difficulty(self, before: Floats | float, rating: int) -> Floats:
        """Give the difficulty after one more review."""
        before = np.asarray(before)
        damped = before - self.w[6] * (rating - 3) * (10 - before) / 9
        mixed = self.w[7] * self._raw_difficulty(_EASY) + (1 - self.w[7]) * damped
        return np.clip(mixed, _LEAST_DIFFICULTY, _MOST_DIFFICULTY)

    def stability(self, before: Number, difficulty: Number, recall: Number, rating: int) -> Floats:
        """Give the stability after a review at least a day after the last one."""
        if rating == _AGAIN:
            return np.asarray(np.maximum(_LEAST_STABILITY, self._after_failure(before, difficulty, recall)))
        bonus = {_HARD: self.w[15], _EASY: self.w[16]}.get(rating, 1.0)
        growth = np.exp(self.w[8]) * (11 - difficulty) * before ** -self.w[9] * np.expm1((1 - recall) * self.w[10])
        return np.asarray(before * (1 + growth * bonus))

    def _after_failure(self, before: Number, difficulty: Number, recall: Number) -> Floats:
        w = self.w
        left = w[11] * difficulty ** -w[12] * ((before + 1) ** w[13] - 1) * np.exp((1 - recall) * w[14])
        return np.asarray(np.minimum(left, before / np.exp(w[17] * w[18])))

    def _raw_difficulty(self, rating: int) -> float:
        return float(self.w[4] - np.exp(self.w[5] * (rating - 1)) + 1)
