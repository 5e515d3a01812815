"""`deepdrill answer`: a number with its unit, graded."""

import sys
from typing import TYPE_CHECKING

from rich.markdown import Markdown

from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.errors import UsageError

if TYPE_CHECKING:
    from deepdrill.grading import Grade, Problem

__all__ = ["answer"]


def answer(
    drill: str,
    text: str | None = None,
    /,
    *,
    seed: int | None = None,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Answer a calculate drill; without an answer on the command line you are asked for it.

    Exit 0 right, 1 not right, 2 wrong use.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    text
        A number and its unit, such as "1.5 GiB".
    seed
        Of the numbers, as `deepdrill show` printed it; fresh numbers without it.
    """
    if text is not None and seed is None:
        raise UsageError("An answer needs the seed of its numbers. Ask for them with:  deepdrill answer " + drill)
    with opened(options) as app:
        problem = app.problem(drill, seed)
        if text is None:
            app.begin_to_look(drill)
        attempt = app.answer(drill, text if text is not None else _ask(problem), seed=problem.seed)
    grade = attempt.grade
    if grade is None:
        raise UsageError(f"{drill} gave no grade. See:  deepdrill doctor")
    if options.json:
        emit("grade", attempt=attempt.id, grade=grade)
    else:
        _print(grade)
    return 0 if attempt.passed else 1


def _ask(problem: "Problem") -> str:
    if not sys.stdin.isatty():
        return sys.stdin.read()
    console().print(Markdown(problem.prompt), soft_wrap=False)
    try:
        return input("\nYour answer, with its unit: ")
    except EOFError:
        raise UsageError("No answer was given. Try again when you have one.") from None


def _print(grade: "Grade") -> None:
    passed = grade.outcome == "passed"
    say(f"Understood: {grade.understood}", style="dim")
    say(f"{'✓ RIGHT' if passed else '✗ NOT RIGHT'}  {grade.message}", style="green" if passed else "red")
    if not passed:
        say(f"The answer is {grade.expected_text}.")
    console().print(Markdown("\n".join(f"{place}. {step}" for place, step in enumerate(grade.working, 1))))
