"""What a training program logged, as its page shows it: drawn, as a table, on one line."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from deepdrill.content.records import Drill, LogChart
from deepdrill.judge.verdict import Row
from deepdrill.practice import plots
from deepdrill.web.plotting import plot_svg
from deepdrill.web.runs import Run

__all__ = ["OTHERS", "drawn", "logged_says", "row_says", "series_of", "thinned"]

OTHERS = "other series"
"""The chart of what a program logs and no chart of the drill draws."""

SHOWN_ROWS = 60
"""Rows of the log that a page shows; evenly chosen where there are more."""


def series_of(rows: Iterable[Row]) -> list[str]:
    """List the series in the order in which they were first logged."""
    return list(dict.fromkeys(name for row in rows for name in row.values))


def drawn(drill: Drill, chart: LogChart, broken: Run, mine: Run | None) -> Markup:
    """Draw a chart of what is known by now, for a browser without script."""
    runs = {"broken": _rows(broken)} | ({"yours": _rows(mine)} if mine else {})
    (plot,) = plots([chart], {name: rows for name, rows in runs.items() if rows} or {"": ()})
    svg = plot_svg(plot, f"{chart.title} of {drill.title}, by step")
    return svg or Markup('<p class="soft small">Press Run to see the curves.</p>')


def _rows(run: Run) -> Sequence[Row]:
    end = run.end
    return end.report.rows if end and end.report else ()


def thinned(rows: Sequence[Row]) -> Sequence[Row]:
    """Choose rows evenly, first and last among them, where there are many."""
    if len(rows) <= SHOWN_ROWS:
        return rows
    return [rows[round(index * (len(rows) - 1) / (SHOWN_ROWS - 1))] for index in range(SHOWN_ROWS)]


def row_says(row: Row) -> str:
    """Write what was logged at once on one line."""
    values = "  ".join(f"{name} {logged_says(row, name)}" for name in row.values)
    return f"step {row.step:g}  {values}"


def logged_says(row: Row, name: str) -> str:
    """Write one logged number; a dash where the row has none."""
    if name not in row.values:
        return "-"
    value = row.values[name]
    return "not finite" if value is None else f"{value:.4g}"
