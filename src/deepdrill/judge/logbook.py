"""What a training program logs while it runs: named numbers by step, bounded, finite or honestly none.

Lent to a submission as `log`; every call is the learner's claim. What becomes of the rows is not decided here.
"""

import math
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from deepdrill.judge.verdict import Row

__all__ = ["MOST_ROWS", "MOST_SERIES", "Logbook"]

MOST_ROWS = 5000
"""A person looks at a few hundred; a program that logs each of 5,000 steps still fits."""

MOST_SERIES = 16
EVERY_S = 0.08
"""Rows are told together at most so often: an eye sees no more, and a pipe carries it easily."""

_NAME = re.compile(r"[A-Za-z_]\w{0,39}")


class Logbook:
    """A `log(step=…, loss=…, …)` to lend, which keeps rows and tells them in batches.

    Args:
        tell: receives rows as they come, several at once.
        now: seconds on some clock.
    """

    def __init__(
        self, tell: Callable[[tuple[Row, ...]], None] = lambda _: None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._now = now
        self._told_at = -math.inf
        self._names: set[str] = set()
        self._untold: list[Row] = []
        self.rows: list[Row] = []
        self.dropped = 0
        """Rows beyond the most that are kept."""

    def __call__(self, *misplaced: Any, step: Any = None, **values: Any) -> None:
        """Keep one row; a value that is not finite is kept as None.

        Raises:
            TypeError: A value is not one number, or stands without a name; the message says which.
            ValueError: Too many series.
        """
        if misplaced:
            raise TypeError("log takes named numbers, as in log(step=3, loss=0.7)")
        if len(self.rows) >= MOST_ROWS:
            self.dropped += 1
            return
        row = Row(
            step=float(len(self.rows)) if step is None else _step(step),
            values={name: _number(name, value) for name, value in values.items()},
        )
        self._names.update(row.values)
        if len(self._names) > MOST_SERIES:
            raise ValueError(f"log takes at most {MOST_SERIES} different names")
        self.rows.append(row)
        self._untold.append(row)
        if self._now() - self._told_at >= EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Tell what has not been told yet."""
        if self._untold:
            rows, self._untold = tuple(self._untold), []
            self._tell(rows)
        self._told_at = self._now()


def _step(value: Any) -> float:
    number = _number("step", value)
    if number is None:
        raise TypeError("step must be a finite number")
    return number


def _number(name: str, value: Any) -> float | None:
    if not _NAME.fullmatch(name):
        raise TypeError(f"log: {name[:40]!r} is no name of a series")
    if isinstance(value, torch.Tensor | np.ndarray | np.generic):
        count = value.numel() if isinstance(value, torch.Tensor) else value.size
        if count != 1:
            raise TypeError(f"log: {name} has {count:,} entries; log one number, such as its mean")
        value = value.item()
    if not isinstance(value, bool | int | float):
        raise TypeError(f"log: {name} is a {type(value).__name__}, not a number")
    number = float(value)
    return number if math.isfinite(number) else None
