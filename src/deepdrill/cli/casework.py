"""`deepdrill case`: a system built in stages, in the learner's own folder."""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.grading import print_grade
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.judging import exit_code
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say
from deepdrill.cli.verdict_text import check_line, verdict_lines
from deepdrill.cli.workspace import WORKSPACE
from deepdrill.content import Drill, Stage
from deepdrill.errors import JudgeUnavailable, UsageError
from deepdrill.judge.verdict import CheckDone, Event, Verdict
from deepdrill.lab import read_images
from deepdrill.practice import (
    Attempt,
    CaseFolder,
    CaseProgress,
    StageProgress,
    StageState,
    StageWork,
    argument_in,
    case_of,
    lay_out_case,
    read_stages,
    stage_of,
)

__all__ = ["case"]

_MARKS = {
    StageState.DONE: ("✓", "green"),
    StageState.BEGUN: ("◐", "yellow"),
    StageState.OPEN: ("○", "bold"),
    StageState.LATER: ("·", "dim"),
}


def case(
    drill: str,
    /,
    *,
    into: Path = WORKSPACE,
    stage: str = "",
    check: Annotated[bool, Parameter(negative="")] = False,
    solution: Annotated[bool, Parameter(negative="")] = False,
    give_up: Annotated[bool, Parameter(negative="")] = False,
    table: Path | None = None,
    images: Path | None = None,
    column: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=False)] = None,
    seed: int | None = None,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Build a system in stages: put brief, data and a file for each stage into your folder, and say where you stand.

    With --stage, show what the stage asks; with --check as well, have its file judged and its argument graded. A
    file of yours is never overwritten. Exit 0 done or passed, 1 not passed, 2 wrong use, 3 our fault.

    Parameters
    ----------
    drill
        The case's path, TOPIC/SLUG.
    into
        The workspace folder.
    stage
        The stage to show, or to check.
    check
        Hand the stage in: STAGE.py is judged, STAGE.md graded, and both recorded.
    solution
        Show a worked answer of the stage, once it is done.
    give_up
        With --solution: open it although the stage is not done. It is recorded.
    table
        Try your stages together on a CSV of your own, which is held out in part; nothing is recorded.
    images
        The same with a folder of images of your own, one subfolder for each kind, where the case takes images.
    column
        Where your CSV calls a column otherwise: OURS=YOURS, once for each.
    seed
        Draw the same inputs as a verdict with this seed.
    """
    with opened(options) as app:
        found = app.drill(drill)
        case_of(found)
        folder = into / found.path
        if images is not None:
            if table is not None or column:
                raise UsageError("Give either --images FOLDER or --table FILE.csv with its --column.")
            return _try_images(app, found, folder, images, seed, options)
        if table is not None:
            return _try_own(app, found, folder, table, column or [], seed, options)
        if (check or solution) and not stage:
            raise UsageError(f"Name the stage, as in:  deepdrill case {drill} --stage STAGE --check")
        if solution:
            return _show_solution(app.open_stage_solution(drill, stage, give_up=give_up), drill, options)
        if stage and check:
            return _check(app, found, stage_of(found, stage), folder, seed, options)
        laid = _lay_out(app, found, folder)
        app.begin_to_look(drill)
        progress = app.stages(drill)
        if stage:
            return _show(stage_of(found, stage), progress.of(stage), options)
    if options.json:
        emit("case", drill=drill, folder=laid.folder, written=laid.written, kept=laid.kept, stages=_stages(progress))
    else:
        _tell(found, laid, progress)
    return 0


def _lay_out(app: App, drill: Drill, folder: Path) -> CaseFolder:
    dataset = app.dataset(drill.path)
    return lay_out_case(drill, folder, table=dataset.name, write_table=dataset.write)


def _check(app: App, drill: Drill, stage: Stage, folder: Path, seed: int | None, options: Options) -> int:
    files = read_stages(drill, folder, read_submission)
    if stage.id not in files:
        raise UsageError(f"There is no {folder / stage.file}. Put it there with:  deepdrill case {drill.path}")
    argument = folder / f"{stage.id}.md"
    work = StageWork(
        stage=stage.id,
        code=files[stage.id],
        argument=argument_in(read_submission(argument)) if argument.is_file() else "",
    )
    modules = {id_: code for id_, code in files.items() if id_ != stage.id}
    attempt = app.submit_stage(
        drill.path, work, modules=modules, seed=seed, on_event=None if options.json else _print_check
    )
    progress = app.stages(drill.path)
    if attempt.verdict is None:
        raise JudgeUnavailable(f"The judge gave no verdict ({attempt.note}). See what is wrong:  deepdrill doctor")
    if options.json:
        emit(
            "stage", attempt=attempt.id, stage=stage.id, verdict=attempt.verdict, grade=attempt.words,
            done=progress.of(stage.id).done,
        )  # fmt: skip
    else:
        _print_stage(attempt, attempt.verdict, work, progress, stage)
    return exit_code(attempt.verdict)


def _print_stage(attempt: Attempt, verdict: Verdict, work: StageWork, progress: CaseProgress, stage: Stage) -> None:
    for line in verdict_lines(verdict):
        console().print(line)
    if attempt.words is not None:
        say("\nYour argument:", style="bold")
        print_grade(
            attempt.words, work.argument, worked=f"deepdrill case {attempt.drill} --stage {stage.id} --solution"
        )
    else:
        say(f"\nThe argument is still to be written, in {stage.id}.md:  {stage.asks}")
    now = progress.of(stage.id)
    if not now.done:
        missing = [name for name, there in (("numbers", now.numbers), ("argument", now.argument)) if not there]
        say(f"\n{stage.title}: still open: {' and '.join(missing)}.", style="bold")
    elif progress.next is None:
        say("\nEvery stage is done: the case is passed.", style="bold green")
    else:
        say(
            f"\n{stage.title} is done. Next: {progress.next.stage.title} ({progress.next.stage.id}).",
            style="bold green",
        )


def _print_check(event: Event) -> None:
    if isinstance(event, CheckDone):
        console().print(check_line(event.report))


def _show(stage: Stage, progress: StageProgress, options: Options) -> int:
    if options.json:
        emit("stage", stage=stage.id, title=stage.title, prompt=stage.prompt, asks=stage.asks, **_standing(progress))
        return 0
    say(stage.title, style="bold")
    say(stage.prompt.strip())
    say("\nWhat will be checked:", style="bold")
    for claim in stage.code.claims:
        say(f"  {claim.says}")
    say(f"\nThe argument, in {stage.id}.md:", style="bold")
    say(stage.asks)
    return 0


def _show_solution(stage: Stage, drill: str, options: Options) -> int:
    if options.json:
        emit("solution", drill=drill, stage=stage.id, text=stage.code.solution, argument=stage.argument.reference)
        return 0
    say(stage.code.solution.rstrip())
    say(f"\n{stage.asks}", style="bold")
    say(stage.argument.reference.strip())
    return 0


def _tell(drill: Drill, laid: CaseFolder, progress: CaseProgress) -> None:
    for name in laid.written:
        say(f"wrote {laid.folder / name}")
    if laid.kept:
        say(f"{counted(len(laid.kept), 'file')} of yours in {laid.folder} were left as they are.", style="dim")
    say(f"\n{drill.title}: {progress.done} of {counted(len(progress.stages), 'stage')} done.", style="bold")
    for one in progress.stages:
        mark, style = _MARKS[one.state]
        console().print(Text.assemble((f"{mark} {one.stage.id:<10}", style), f" {one.stage.title}{_note(one)}"))
    at = progress.next or progress.stages[0]
    say(f"\nRead a stage:   deepdrill case {drill.path} --stage {at.stage.id}")
    say(f"Have it judged: deepdrill case {drill.path} --stage {at.stage.id} --check")


def _note(one: StageProgress) -> str:
    if one.state is not StageState.BEGUN:
        return ""
    return f"  (numbers {'✓' if one.numbers else '✗'}, argument {'✓' if one.argument else '✗'})"


def _stages(progress: CaseProgress) -> list[dict[str, object]]:
    return [{"id": one.stage.id, "title": one.stage.title} | _standing(one) for one in progress.stages]


def _standing(one: StageProgress) -> dict[str, object]:
    return {"state": one.state, "numbers": one.numbers, "argument": one.argument, "tries": one.tries}


# -- a table of one's own --------------------------------------------------------------------------------------------


def _try_own(
    app: App, drill: Drill, folder: Path, table: Path, columns: list[str], seed: int | None, options: Options
) -> int:
    modules = read_stages(drill, folder, read_submission)
    with tempfile.TemporaryDirectory(prefix="deepdrill-") as place:
        renamed = Path(place, "table.csv")
        _rename(table, renamed, _mapping(columns))
        verdict = app.try_own_table(drill.path, renamed, modules, seed)
    return _tell_verdict(verdict, options)


def _try_images(app: App, drill: Drill, folder: Path, images: Path, seed: int | None, options: Options) -> int:
    """Make a table of a folder of images, and try the learner's stages on it."""
    wanted = case_of(drill).images
    if wanted is None:
        raise UsageError(f"{drill.path} takes no images. See:  deepdrill case {drill.path}")
    modules = read_stages(drill, folder, read_submission)
    found = read_images(images, side=wanted.side, most_kinds=wanted.kinds)
    if not options.json:
        kinds = ", ".join(f"{name} = {label}" for label, name in enumerate(found.kinds))
        say(f"{counted(len(found.labels), 'image')}, {wanted.side} by {wanted.side} pixels: {kinds}")
    with tempfile.TemporaryDirectory(prefix="deepdrill-") as place:
        table = Path(place, "table.csv")
        with table.open("w", encoding="utf-8", newline="") as file:
            found.write(file)
        verdict = app.try_own_table(drill.path, table, modules, seed)
    return _tell_verdict(verdict, options)


def _tell_verdict(verdict: Verdict, options: Options) -> int:
    if options.json:
        emit("verdict", recorded=False, verdict=verdict)
    else:
        for report in verdict.checks:
            console().print(check_line(report))
        for line in verdict_lines(verdict):
            console().print(line)
    return exit_code(verdict)


def _mapping(columns: list[str]) -> Mapping[str, str]:
    """Read OURS=YOURS, and give ours by yours."""
    odd = [one for one in columns if "=" not in one]
    if odd:
        raise UsageError(f'"{odd[0]}" names no column: write OURS=YOURS, as in  --column amount=betrag')
    return {yours.strip(): ours.strip() for ours, _, yours in (one.partition("=") for one in columns)}


def _rename(table: Path, to: Path, ours: Mapping[str, str]) -> None:
    """Copy a CSV with the names of its columns changed."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as source, to.open("w", encoding="utf-8", newline="") as file:
            rows = csv.reader(source)
            names = [name.strip() for name in next(rows, [])]
            missing = [yours for yours in ours if yours not in names]
            if missing:
                raise UsageError(f'{table} has no column "{missing[0]}"; it has: {", ".join(names)}')
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([ours.get(name, name) for name in names])
            writer.writerows(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{table} cannot be read as a CSV ({why}). Name a file with a heading in its first line."
        ) from None
