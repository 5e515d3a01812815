"""`deepdrill watch`: a verdict on every save, in any editor; a program to debug is run instead."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from watchfiles import Change, DefaultFilter
from watchfiles import watch as watch_files

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.judging import hand_in
from deepdrill.cli.options import Options, opened
from deepdrill.cli.running import row_line
from deepdrill.cli.terminal import console, say
from deepdrill.cli.verdict_text import check_line, verdict_lines
from deepdrill.cli.workspace import WORKSPACE, drill_of
from deepdrill.content import Debug
from deepdrill.errors import DeepdrillError, UsageError
from deepdrill.judge.verdict import CheckDone, CheckReport, CheckStarted, Event, Logged, Outcome, RunReport, Verdict

__all__ = ["judge_save", "watch"]

_SETTLE_MS = 50
"""An editor that writes a file in two steps is done within this; a person does not notice it."""


def watch(
    *paths: Path,
    record: Annotated[bool, Parameter(negative="--no-record")] = True,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Give a verdict on every save, in any editor, until Ctrl-C; with --json each event is a line.

    Parameters
    ----------
    paths
        Files or folders that `deepdrill try` has made; by default the workspace folder.
    record
        Keep each attempt.
    """
    watched = [path.absolute() for path in paths or (WORKSPACE,)]
    for path in watched:
        if not path.exists():
            raise UsageError(f"There is no {path}. Begin with:  deepdrill try DRILL")
    with opened(options) as app:
        app.warm_up()
        tell = tell_json if options.json else tell_text
        tell("watching", paths=watched)
        try:
            for file in _saves(watched):
                judge_save(app, file, record=record, tell=tell)
        except KeyboardInterrupt:
            return 0
    return 0


Tell = Callable[..., None]


def judge_save(app: App, file: Path, *, record: bool, tell: Tell) -> None:
    """Judge one saved file; what cannot be judged is told, and the watch goes on."""
    drill = drill_of(file)
    try:
        tell("saved", drill=drill, file=file)
        if isinstance(app.drill(drill).body, Debug):
            run = app.run_program(drill, read_submission(file), on_event=lambda event: _pass_on(event, drill, tell))
            tell("run", drill=drill, report=run)
            return
        verdict = hand_in(
            app,
            drill,
            read_submission(file),
            record=record,
            on_event=lambda event: _pass_on(event, drill, tell),
        )
        tell("verdict", drill=drill, verdict=verdict, recorded=record and verdict.outcome is not Outcome.BROKEN)
    except DeepdrillError as error:
        tell("error", drill=drill, message=str(error), exit_code=error.exit_code)


def tell_json(what: str, **fields: object) -> None:
    """Write an event as a line of JSON, at once."""
    emit(what, **fields)


def tell_text(what: str, **fields: object) -> None:
    """Write an event for a reader."""
    match what, fields:
        case "watching", {"paths": list(paths)}:
            say(f"Watching {', '.join(map(str, paths))}. Save a file to have it judged; Ctrl-C ends.")
        case "saved", {"drill": drill}:
            say(f"\n{drill}", style="bold")
        case "error", {"message": message}:
            say(str(message), style="red")
        case "check done", {"report": CheckReport() as report}:
            console().print(check_line(report))
        case "logged", {"rows": tuple(rows)}:
            say(row_line(rows[-1]), style="dim")
        case "run", {"drill": drill, "report": RunReport() as report}:
            say(f"{report.outcome.upper()}  {report.message}", style="bold")
            say(f"Hand it in with what was wrong:  deepdrill judge {drill} FILE --cause ID --test ID", style="dim")
        case "verdict", {"verdict": Verdict() as verdict}:
            for line in verdict_lines(verdict):
                console().print(line)


def _pass_on(event: Event, drill: str, tell: Tell) -> None:
    match event:
        case CheckStarted(name=name):
            tell("check started", drill=drill, name=name)
        case CheckDone(report=report):
            tell("check done", drill=drill, report=report)
        case Logged(rows=rows):
            tell("logged", drill=drill, rows=rows)


def _saves(watched: list[Path]) -> Iterator[Path]:
    """Give each saved Python file below what is watched; an editor's temporary files are none."""
    folders = {path if path.is_dir() else path.parent for path in watched}
    only = _Submissions(path for path in watched if not path.is_dir())
    for changes in watch_files(*folders, watch_filter=only, step=_SETTLE_MS, debounce=_SETTLE_MS * 4):
        yield from sorted({Path(path) for _, path in changes})


class _Submissions(DefaultFilter):
    """Lets through Python files that are there after the change."""

    def __init__(self, only: Iterable[Path]) -> None:
        super().__init__()
        self._only = frozenset(only)

    def __call__(self, change: Change, path: str) -> bool:
        file = Path(path)
        wanted = file in self._only if self._only else file.suffix == ".py" and not file.name.startswith(".")
        return change is not Change.deleted and wanted and super().__call__(change, path)
