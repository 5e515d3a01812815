"""Plots and tables with characters, for a terminal."""

import math

from rich.table import Table

from deepdrill.lab import Plot
from deepdrill.lab.records import Cell, shown_cell

__all__ = ["drawn", "numbers"]

WIDTH, HEIGHT = 60, 12
"""Of a plot, in characters."""
MARKS = "●○▲△■□◆◇"
"""One for each curve."""


def numbers(rows: tuple[dict[str, Cell], ...]) -> Table:
    """Lay rows out under their headings."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 2))
    for heading in headings:
        table.add_column(heading.replace("_", " "), justify="right", overflow="fold")
    for row in rows:
        table.add_row(*(shown_cell(row.get(heading)) for heading in headings))
    return table


def drawn(plot: Plot) -> list[str]:
    """Draw a plot with characters; what has no place on an axis is left out."""
    curves = [
        [
            (x, y)
            for across, up in zip(curve.xs, curve.ys, strict=True)
            if (x := _place(across, log=plot.log_x)) is not None and (y := _place(up, log=plot.log_y)) is not None
        ]
        for curve in plot.curves
    ]
    points = [point for curve in curves for point in curve]
    if not points:
        return []
    xs, ys = zip(*points, strict=True)
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    for mark, curve in zip(MARKS, curves, strict=False):
        for x, y in curve:
            grid[HEIGHT - 1 - _step(y, ys, HEIGHT)][_step(x, xs, WIDTH)] = mark
    top, bottom = (_number(value, log=plot.log_y) for value in (max(ys), min(ys)))
    left, right = (_number(value, log=plot.log_x) for value in (min(xs), max(xs)))
    names = "   ".join(f"{mark} {curve.name}" for mark, curve in zip(MARKS, plot.curves, strict=False))
    labels = [top, *[""] * (HEIGHT - 2), bottom]
    margin = max(len(top), len(bottom))
    return [
        f"{plot.y}{' (logarithmic)' if plot.log_y else ''}",
        *(f"{label:>{margin}} │{''.join(line)}" for label, line in zip(labels, grid, strict=True)),
        f"{'':>{margin}} └{'─' * WIDTH}",
        f"{'':>{margin}}  {left}{right:>{max(1, WIDTH - len(left))}}",
        f"{'':>{margin}}  {plot.x}{' (logarithmic)' if plot.log_x else ''}   {names}",
    ]


def _place(value: float | None, *, log: bool) -> float | None:
    if value is None or (log and value <= 0):
        return None
    return math.log10(value) if log else value


def _step(value: float, values: tuple[float, ...], steps: int) -> int:
    low, high = min(values), max(values)
    return round((value - low) / (high - low) * (steps - 1)) if high > low else 0


def _number(value: float, *, log: bool) -> str:
    return f"{10**value if log else value:.4g}"
