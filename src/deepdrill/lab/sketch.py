"""A plot while it is drawn, and what its numbers have to be: shared by evidence and the pictures of topics."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from deepdrill.content.plots import Curve, Plot

__all__ = ["NotSo", "Sketch"]

MOST_POINTS = 2_000
"""Of one curve: a screen shows no more."""


class NotSo(Exception):  # noqa: N818  what a claim turns out to be
    """A claim does not hold."""


@dataclass(kw_only=True)
class Sketch:
    """A plot at work: keeps its curves, and refuses what does not hold."""

    curves: list[Curve] = field(default_factory=list)
    axes: tuple[str, str] = ("", "")
    log_x: bool = False
    log_y: bool = False

    @property
    def drawn(self) -> Plot | None:
        """The plot; None where nothing was drawn."""
        if not self.curves:
            return None
        x, y = self.axes
        return Plot(x=x, y=y, log_x=self.log_x, log_y=self.log_y, curves=tuple(self.curves))

    def plot(self, *, x: str, y: str, log_x: bool = False, log_y: bool = False) -> None:
        """Name the axes, units included."""
        self.axes, self.log_x, self.log_y = (x, y), log_x, log_y

    def curve(self, name: str, xs: Iterable[float], ys: Iterable[float]) -> None:
        """Add a curve to the plot."""
        across, up = [float(x) for x in xs], [float(y) for y in ys]
        if len(across) != len(up) or not 1 < len(across) <= MOST_POINTS:
            raise ValueError(f"the curve {name!r} has {len(across)} and {len(up)} numbers; give 2 to {MOST_POINTS}")
        if not all(map(math.isfinite, across)):
            raise ValueError(f"the curve {name!r} has a place on the x axis that is no number")
        self.curves.append(Curve(name=name, xs=tuple(across), ys=tuple(up)))

    def require(self, condition: object, otherwise: str) -> None:
        """Refuse the claim unless the condition holds; `otherwise` says what was seen instead."""
        if not condition:
            raise NotSo(otherwise)
