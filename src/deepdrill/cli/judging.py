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
from deepdrill.cli.verdict_text import check_line, repair_lines, timing_line, verdict_lines
from deepdrill.content import Debug
from deepdrill.errors import JudgeUnavailable, UsageError
from deepdrill.judge.verdict import CheckDone, Event, Outcome, Verdict

__all__ = ["exit_code", "hand_in", "judge"]


def judge(
    drill: str,
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    seed: int | None = None,
    record: Annotated[bool, Parameter(negative="--no-record")] = True,
    gpu: Annotated[bool, Parameter(negative="")] = False,
    cause: Annotated[tuple[str, ...], Parameter(negative="", consume_multiple=False)] = (),
    test: str = "",
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
    gpu
        Run it on this machine's GPU, without isolation and unrecorded, and time it: for your own kernels.
    cause
        Of a debug drill: a cause that you name, by its id; give it once for each.
    test
        Of a debug drill: the test that would have caught it, by its id.
    """
    code = read_submission(file)
    if gpu:
        return _judge_on_gpu(drill, code, seed, options)
    with opened(options) as app:
        found = app.drill(drill)
        show = None if options.json else _show
        if isinstance(found.body, Debug):
            return _hand_in_repair(
                app, drill, code, causes=cause, test=test, seed=seed, record=record, quiet=options.json
            )
        if cause or test:
            raise UsageError(f"{drill} has no causes to name. See:  deepdrill show {drill}")
        verdict = hand_in(app, drill, code, seed=seed, record=record, on_event=show)
    if options.json:
        emit("verdict", recorded=record and verdict.outcome is not Outcome.BROKEN, verdict=verdict)
    else:
        _print(verdict)
    return exit_code(verdict)


def _hand_in_repair(
    app: App, drill: str, code: str, *, causes: tuple[str, ...], test: str, seed: int | None, record: bool, quiet: bool
) -> int:
    """Have a repaired program judged with the causes that were named."""
    on_event = None if quiet else _show
    if record:
        attempt = app.repair(drill, code, causes=causes, test=test, seed=seed, on_event=on_event)
        if attempt.repair is None:
            raise JudgeUnavailable(f"The judge gave no verdict ({attempt.note}). See what is wrong:  deepdrill doctor")
        report = attempt.repair
    else:
        report = app.try_repair(drill, code, causes=causes, test=test, seed=seed, on_event=on_event)
    if quiet:
        kept = record and report.verdict.outcome is not Outcome.BROKEN
        emit("verdict", recorded=kept, verdict=report.verdict, causes=report.causes, test=report.test)
    else:
        _print(report.verdict)
        for line in repair_lines(report):
            console().print(line)
    return exit_code(report.verdict) or int(report.outcome is not Outcome.PASSED)


def _print(verdict: Verdict) -> None:
    for line in verdict_lines(verdict):
        console().print(line)


def _judge_on_gpu(drill: str, code: str, seed: int | None, options: Options) -> int:
    with opened(options) as app:
        found = app.judge_on_gpu(drill, code, seed=seed)
    if found.verdict is None:
        raise JudgeUnavailable("The GPU gave no verdict. Judge it without one:  deepdrill judge DRILL FILE")
    if options.json:
        emit("verdict", recorded=False, verdict=found.verdict, device=found.device, timings=found.timings)
        return exit_code(found.verdict)
    note(f"On {found.device}, without isolation; nothing is recorded.")
    for report in found.verdict.checks:
        console().print(check_line(report))
    for line in (*verdict_lines(found.verdict), *map(timing_line, found.timings)):
        console().print(line)
    return exit_code(found.verdict)


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
