"""What programs logged as plots: the charts that a drill declares, one run beside another."""

from collections.abc import Mapping, Sequence

from deepdrill.content.records import LogChart
from deepdrill.judge.verdict import Row
from deepdrill.lab import Curve, Plot

__all__ = ["charts_of", "plots"]


def charts_of(charts: Sequence[LogChart], rows: Sequence[Row]) -> tuple[LogChart, ...]:
    """Give the drill's charts, and one for each further series that a program logs."""
    known = {name for chart in charts for name in chart.series}
    more = dict.fromkeys(name for row in rows for name in row.values if name not in known)
    return (*charts, *(LogChart(title=name, series=(name,), log=False) for name in more))


def plots(charts: Sequence[LogChart], runs: Mapping[str, Sequence[Row]]) -> tuple[Plot, ...]:
    """Draw each chart; a run's name stands behind the series' where there are several runs."""
    return tuple(
        Plot(
            x="step",
            y=chart.title,
            log_y=chart.log,
            curves=tuple(
                _curve(f"{series}, {name}" if len(runs) > 1 else series, series, rows)
                for name, rows in runs.items()
                for series in chart.series
            ),
        )
        for chart in charts
    )


def _curve(name: str, series: str, rows: Sequence[Row]) -> Curve:
    logged = [row for row in rows if series in row.values]
    return Curve(name=name, xs=tuple(row.step for row in logged), ys=tuple(row.values[series] for row in logged))
