"""`deepdrill judge`: a verdict on a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, note
from deepdrill.cli.verdict_text import check_line, verdict_lines
from deepdrill.errors import JudgeUnavailable
from deepdrill.judge.verdict import CheckDone, Event, Outcome, Verdict

__all__ = ["exit_code", "hand_in", "judge"]


def judge(
    drill: str,
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    seed: int | None = None,
    record: Annotated[bool, Parameter(negative="--no-record")] = True,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Give a verdict on a file.

    Exit 0 passed, 1 not passed, 2 wrong use, 3 our fault.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    file
        Your code; - reads standard input.
    seed
        Draw the same inputs as a verdict with this seed.
    record
        Keep the attempt.
    """
    code = read_submission(file)
    with opened(options) as app:
        app.drill(drill)
        show = None if options.json else _show
        verdict = hand_in(app, drill, code, seed=seed, record=record, on_event=show)
    if options.json:
        emit("verdict", recorded=record and verdict.outcome is not Outcome.BROKEN, verdict=verdict)
    else:
        for line in verdict_lines(verdict):
            console().print(line)
    return exit_code(verdict)


def hand_in(
    app: App,
    drill: str,
    code: str,
    *,
    seed: int | None = None,
    record: bool = True,
    on_event: Callable[[Event], None] | None = None,
) -> Verdict:
    """Have code judged, and the attempt kept if it is to be."""
    if not record:
        return app.try_out(drill, code, seed=seed, on_event=on_event)
    attempt = app.submit(drill, code, seed=seed, on_event=on_event)
    if attempt.verdict is None:
        raise JudgeUnavailable(f"The judge gave no verdict ({attempt.note}). See what is wrong:  deepdrill doctor")
    return attempt.verdict


def exit_code(verdict: Verdict) -> int:
    """Say with a number how it ended: 0 passed, 1 not passed, 3 our fault."""
    match verdict.outcome:
        case Outcome.PASSED:
            return 0
        case Outcome.BROKEN:
            note("This is our fault and was not counted. Please report it, with the drill's path and the seed.")
            return 3
        case _:
            return 1


def _show(event: Event) -> None:
    if isinstance(event, CheckDone):
        console().print(check_line(event.report))
