"""What an author writes `experiment.py` against: run with some knobs, show what happens, settle the questions.

    from deepdrill.lab.experiment import Lab, Runs, settles

    def run(lab: Lab, *, rate: float) -> None:
        weight = 5.0
        for step in range(100):
            lab.point("weight", step, weight)
            if lab.stopped:
                return
            weight -= rate * 2 * weight          # gradient descent on the square of the weight
        lab.value("final weight", weight)

    @settles("too-high")                         # the id of a question of lab.toml
    def _(runs: Runs) -> int:
        final = abs(runs(rate=1.5).values["final weight"])
        runs.note(f"At 1.5 the weight ends at {final:.3g}.")
        return 0 if final < 5 else 1             # the index of the right choice

The code runs in a process of its own, which seeds `random`, numpy and torch from `lab.seed` before each run, has one
thread per library, no network and a scratch folder as its working directory. It is the library's own code, never a
learner's.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from deepdrill.content.records import Plain
from deepdrill.lab.picture import encoded, pixels, tiles
from deepdrill.lab.records import Cell, Noted, Pictured, Tabled, Valued

__all__ = ["Finished", "Lab", "Runs", "settles", "tiles"]

MOST_POINTS = 20_000
"""Of one run: a screen shows no more, and a page has to hold them."""

MOST_SHOWN = 40
"""Different images, and different tables, of one run."""


class Watching(Protocol):
    """Whoever is told what a run shows."""

    def point(self, chart: str, series: str, x: float, y: float | None) -> None:
        """Take a point of a curve."""

    def show(self, what: Pictured | Tabled | Valued | Noted) -> None:
        """Take anything else."""


@dataclass(kw_only=True)
class Finished:
    """What a run has shown."""

    curves: dict[tuple[str, str], tuple[list[float], list[float]]] = field(default_factory=dict)
    """Places and values by chart and series; a value that is not finite is kept as it is."""
    values: dict[str, float] = field(default_factory=dict)
    tables: dict[str, tuple[dict[str, Cell], ...]] = field(default_factory=dict)
    images: dict[str, Any] = field(default_factory=dict)
    """The arrays as they were given."""

    def ys(self, series: str, *, chart: str = "") -> list[float]:
        """Give the values of a curve; the chart may be left out where its name stands once."""
        return self._curve(series, chart)[1]

    def xs(self, series: str, *, chart: str = "") -> list[float]:
        """Give the places of a curve."""
        return self._curve(series, chart)[0]

    def last(self, series: str, *, chart: str = "") -> float:
        """Give the last value of a curve; it may be infinite or no number."""
        return self._curve(series, chart)[1][-1]

    def _curve(self, series: str, chart: str) -> tuple[list[float], list[float]]:
        found = [curve for (on, name), curve in self.curves.items() if name == series and chart in ("", on)]
        if len(found) != 1:
            known = ", ".join(f"{name} on {on}" for on, name in self.curves)
            raise KeyError(f"{len(found)} curves are called {series!r}; there are: {known or 'none'}")
        return found[0]


@dataclass(kw_only=True)
class Lab:
    """One run at work: what it draws, and what it is given."""

    seed: int
    folder: Path
    """The drill's folder."""
    charts: tuple[str, ...]
    """Ids of the charts of lab.toml."""
    watching: Watching
    halted: Callable[[], bool] = lambda: False
    finished: Finished = field(default_factory=Finished)
    _points: int = 0

    @cached_property
    def rng(self) -> np.random.Generator:
        """Numpy's generator, from the seed."""
        return np.random.default_rng(self.seed)

    @property
    def stopped(self) -> bool:
        """Whether nobody waits any more; a loop may end, and is ended half a second later if it does not."""
        return self.halted()

    def data(self, name: str) -> Path:
        """Give the path of a file in the drill's folder `data`."""
        return self.folder / "data" / name

    def point(self, series: str, x: Any, y: Any, *, chart: str = "") -> None:
        """Add a point to a curve.

        Args:
            series: The name of the curve, as the legend shows it.
            x: Where; must be finite. A number, or a tensor that holds one.
            y: The value; where it is not finite the curve has a gap.
            chart: The id of a chart of lab.toml; may be left out where there is only one.
        """
        across, up, on = _number(x), _number(y), self._chart(chart)
        if not math.isfinite(across):
            raise ValueError(f"a point of {series!r} has the place {across} on the x axis")
        self._points += 1
        if self._points > MOST_POINTS:
            raise ValueError(f"more than {MOST_POINTS} points: draw every tenth step")
        xs, ys = self.finished.curves.setdefault((on, series), ([], []))
        xs.append(across)
        ys.append(up)
        self.watching.point(on, series, across, up if math.isfinite(up) else None)

    def curve(self, series: str, xs: Iterable[Any], ys: Iterable[Any], *, chart: str = "") -> None:
        """Add many points to a curve at once."""
        for x, y in zip(xs, ys, strict=True):
            self.point(series, x, y, chart=chart)

    def image(
        self, name: str, array: Any, *, low: float | None = None, high: float | None = None, signed: bool = False
    ) -> None:
        """Show an array as an image, in place of an earlier one of the same name; see `picture.pixels`.

        `tiles(stack)` lays many small images out in one.
        """
        image = pixels(array, low=low, high=high, signed=signed)
        self.finished.images[name] = array
        self._bound(self.finished.images, "images")
        height, width = image.shape[:2]
        self.watching.show(Pictured(name=name, width=width, height=height, png=encoded(image)))

    def table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show a table, in place of an earlier one of the same name; the keys of the rows are its headings."""
        cells = tuple({heading: _cell(value) for heading, value in row.items()} for row in rows)
        self.finished.tables[name] = cells
        self._bound(self.finished.tables, "tables")
        self.watching.show(Tabled(name=name, rows=cells))

    def value(self, name: str, value: Any) -> None:
        """Give one of the few numbers that sum the run up; two runs are compared by them."""
        self.finished.values[name] = _number(value)
        self.watching.show(Valued(name=name, value=_cell(value)))

    def note(self, text: str) -> None:
        """Say a sentence to whoever watches."""
        self.watching.show(Noted(text=text))

    def _chart(self, chart: str) -> str:
        if not chart and len(self.charts) == 1:
            return self.charts[0]
        if chart not in self.charts:
            raise ValueError(f"there is no chart {chart!r} in lab.toml; its charts are: {', '.join(self.charts)}")
        return chart

    def _bound(self, shown: Mapping[str, object], what: str) -> None:
        if len(shown) > MOST_SHOWN:
            raise ValueError(f"more than {MOST_SHOWN} {what}: use one name again to replace an older one")


class Runs:
    """Runs of the lab for a question: call it with the knobs that are not at their defaults."""

    def __init__(self, run: Callable[[Mapping[str, Plain]], Finished]) -> None:
        self._run = run
        self.notes: list[str] = []
        self.seen: set[tuple[tuple[str, Plain], ...]] = set()

    def __call__(self, **knobs: Plain) -> Finished:
        """Run with these knobs, once per setting: a setting that was asked for before is not run again."""
        self.seen.add(tuple(sorted(knobs.items())))
        return self._run(knobs)

    def note(self, text: str) -> None:
        """Say what was seen, with numbers; the learner reads it beside the right answer."""
        self.notes.append(text)


def settles(question: str) -> Callable[[Callable[[Runs], int]], Callable[[Runs], int]]:
    """Mark a function that finds out by running the lab which choice of a question is right, counted from 0."""

    def mark(function: Callable[[Runs], int]) -> Callable[[Runs], int]:
        SETTLING[question] = function
        return function

    return mark


SETTLING: dict[str, Callable[[Runs], int]] = {}
"""By question, of the one experiment that this process reads."""


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | str):
        return value
    number = _number(value)
    return number if math.isfinite(number) else None


def _number(value: Any) -> float:
    """Take a number out of what holds one, be it an array or a tensor that wants a gradient."""
    return float(value.item() if hasattr(value, "item") else value)
