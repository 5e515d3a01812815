"""`deepdrill run`: a training program, run and watched."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from deepdrill.cli.documents import emit
from deepdrill.cli.drawing import drawn
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import note, say
from deepdrill.content import Debug, LogChart
from deepdrill.judge.verdict import Event, Logged, Outcome, Row, RunReport
from deepdrill.practice import charts_of, plots, require_debug

__all__ = ["row_line", "run_program"]


def run_program(
    drill: str,
    file: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    seed: int = 0,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Run the program of a debug drill, or your version of it beside it, and draw its curves; nothing is recorded.

    Exit 0 when it ran to its end, 1 when it did not, 3 our fault. Ctrl-C stops it.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    file
        Your version of the program; - reads standard input. Without one, the drill's own runs alone.
    seed
        Given to the program: the same one gives the same curves.
    """
    with opened(options) as app:
        body = require_debug(app.drill(drill))
        code = None if file is None else read_submission(file)
        broken = app.run_program(drill, seed=seed, on_event=None if options.json or file else _show)
        mine = None
        if code is not None:
            mine = app.run_program(drill, code, seed=seed, on_event=None if options.json else _show)
    report = mine or broken
    if options.json:
        emit("run", report=report, beside=broken if mine else None)
    else:
        _print(body, report, broken if mine else None)
        if file is None:
            say(f"\nRepair it:  deepdrill try {drill}", style="dim")
    return {Outcome.FINISHED: 0, Outcome.BROKEN: 3}.get(report.outcome, 1)


def row_line(row: Row) -> str:
    """Write what was logged at once on one line."""
    values = "  ".join(f"{name} {'nan' if value is None else f'{value:.4g}'}" for name, value in row.values.items())
    return f"step {row.step:g}  {values}"


def _show(event: Event) -> None:
    if isinstance(event, Logged):
        say(row_line(event.rows[-1]), style="dim")


def _print(body: Debug, report: RunReport, beside: RunReport | None) -> None:
    runs = {"broken": beside.rows, "yours": report.rows} if beside else {"": report.rows}
    charts: tuple[LogChart, ...] = charts_of(body.charts, report.rows)
    for plot in plots(charts, runs):
        say()
        for line in drawn(plot):
            say(line)
    if report.output:
        say("\nIt printed:", style="bold")
        say(report.output.rstrip("\n"))
    style = "bold green" if report.outcome is Outcome.FINISHED else "bold red"
    say(f"\n{report.outcome.upper()}  {report.message}", style=style)
    if report.crash and report.crash.traceback:
        say(report.crash.traceback.rstrip("\n"), style="dim")
    say(f"seed {report.seed}, {report.wall_s:.2f} s", style="dim")
    if report.rows_dropped:
        note(f"It logged {report.rows_dropped} rows more than are kept.")
