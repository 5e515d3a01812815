"""`deepdrill trap` and `deepdrill line`: the shorter variants of a code drill."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.markdown import Markdown
from rich.syntax import Syntax

from deepdrill import recall
from deepdrill.cli.documents import emit
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.judging import exit_code
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.cli.verdict_text import verdict_lines
from deepdrill.errors import JudgeUnavailable, UsageError
from deepdrill.recall import Blank, Trap, Variant

__all__ = ["line", "trap"]


def trap(
    drill: str,
    choice: int | None = None,
    /,
    *,
    seed: int | None = None,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Tell a drill's own trap from those of other drills.

    Exit 0 right, 1 not right, 2 wrong use.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    choice
        The number of your choice, from 1; without it the choices are shown and you are asked.
    seed
        Of the question, as it was shown; a fresh one without it.
    """
    with opened(options) as app:
        asked, drawn = app.trap(drill, seed)
        if choice is None and options.json:
            emit("trap", drill=drill, seed=drawn, choices=asked.choices)
            return 0
        if choice is None:
            app.begin_to_look(drill)
            choice = _ask(asked, app.drill(drill).title, drawn)
        attempt = app.answer_trap(drill, choice - 1, seed=drawn)
    grade = attempt.trap
    if grade is None:
        raise UsageError(f"{drill} gave no grade. See:  deepdrill doctor")
    if options.json:
        emit("trap", drill=drill, seed=drawn, attempt=attempt.id, passed=attempt.passed, grade=grade)
    else:
        say("✓ RIGHT" if attempt.passed else "✗ NOT THAT ONE", style="green" if attempt.passed else "red")
        console().print(Markdown(grade.choices[grade.right]))
    return 0 if attempt.passed else 1


def line(
    drill: str,
    file: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    seed: int | None = None,
    options: Options = Options(),  # noqa: B008
) -> int:
    """Fill the one line that is missing from a worked answer; the whole file is judged.

    Exit 0 passed, 1 not passed, 2 wrong use, 3 our fault.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    file
        A file with the line; - reads standard input. Without it the gap is shown and, on a terminal, you are asked.
    seed
        Of the gap, as it was shown; a fresh one without it.
    """
    with opened(options) as app:
        blank, drawn = app.blank(drill, seed)
        if file is None and (options.json or not sys.stdin.isatty()):
            _show(blank, drill, drawn, options)
            app.begin_to_look(drill)
            return 0
        if file is None:
            app.begin_to_look(drill)
            _show(blank, drill, drawn, options)
            text = input("The line: ")
        else:
            text = read_submission(file)
        attempt = app.submit(drill, recall.fill(blank, text), seed=drawn, variant=Variant.LINE)
    verdict = attempt.verdict
    if verdict is None:
        raise JudgeUnavailable(f"The judge gave no verdict ({attempt.note}). See what is wrong:  deepdrill doctor")
    if options.json:
        emit("verdict", recorded=True, attempt=attempt.id, verdict=verdict, line=blank.line)
    else:
        for one in verdict_lines(verdict):
            console().print(one)
        say("What stood there:")
        console().print(Syntax(blank.line, "python"))
    return exit_code(verdict)


def _ask(asked: Trap, title: str, seed: int) -> int:
    say(f"{title}: which of these is said to people who get it wrong?\n", style="bold")
    for number, says in enumerate(asked.choices, 1):
        console().print(Markdown(f"{number}. {says}"))
    if not sys.stdin.isatty():
        raise UsageError(f"Give the number of your choice:  deepdrill trap {asked.drill} NUMBER --seed {seed}")
    try:
        return int(input("\nNumber: "))
    except (EOFError, ValueError):
        raise UsageError(f"Give the number of your choice, from 1 to {len(asked.choices)}.") from None


def _show(blank: Blank, drill: str, seed: int, options: Options) -> None:
    if options.json:
        emit("line", drill=drill, seed=seed, before=blank.before, indent=blank.indent, after=blank.after)
        return
    console().print(Syntax(f"{blank.before}{blank.indent}# …the missing line…\n{blank.after}", "python"))
    say(f"Hand it in:  deepdrill line {drill} FILE --seed {seed}", style="dim")
