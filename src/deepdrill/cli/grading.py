"""`deepdrill grade`: an answer in words, graded point by point."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from deepdrill.cli.documents import emit
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say
from deepdrill.errors import OperationError
from deepdrill.grading.words import Band, MisconceptionGrade, PointGrade, PointState, Span, WordsGrade

__all__ = ["grade", "print_grade"]

LONGEST_QUOTE = 160
"""Characters of a quote in the terminal: about two lines."""


def grade(
    drill: str,
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    record: Annotated[bool, Parameter(negative="--no-record")] = True,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Grade an answer in words, point by point; how good it is does not change the exit code.

    Exit 0 graded, 2 wrong use, 3 our fault.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    file
        Your answer; - reads standard input.
    record
        Keep the attempt.
    """
    text = read_submission(file)
    with opened(options) as app:
        app.drill(drill)
        attempt = app.grade(drill, text) if record else None
        found = app.grade_only(drill, text) if attempt is None else attempt.words
        kept = text if attempt is None else attempt.text
    if found is None:
        raise OperationError(f"{drill} gave no grade. See what is wrong:  deepdrill doctor")
    if options.json:
        emit("words", attempt=attempt.id if attempt else None, grade=found)
    else:
        print_grade(found, kept)
    return 0


_MARKS = {
    PointState.COVERED: ("✓", "green", "covered"),
    PointState.PARTLY: ("◐", "yellow", "partly"),
    PointState.MISSING: ("✗", "red", "missing"),
    PointState.UNSURE: ("?", "yellow", "not sure, judge yourself"),
}
_BANDS = {
    Band.START: "a start",
    Band.PARTIAL: "partial",
    Band.GOOD: "good",
    Band.COMPLETE: "complete",
}


def print_grade(found: WordsGrade, text: str, *, worked: str = "") -> None:
    """Print a grade point by point, and what it comes to; `worked` is the command that shows a worked answer."""
    part = ""
    for point in found.points:
        if point.part != part:
            part = point.part
            say(f"\n{part}", style="bold")
        _print_point(point, text)
    for misconception in found.misconceptions:
        _print_misconception(misconception, text)
    for guard in found.guards:
        say(f"\n! {guard.says}", style="yellow")
    if found.note:
        say(f"\n{found.note}", style="dim")
    say(f"\n{_total(found)}", style="bold")
    say(
        "Covered means that the point is mentioned; whether it is said rightly, compare with the solution:", style="dim"
    )
    say(f"  {worked or f'deepdrill solution {found.drill}'}", style="dim")


def _print_point(point: PointGrade, text: str) -> None:
    mark, style, word = _MARKS[point.state]
    console().print(Text.assemble((f"{mark} ", style), (word, style), f"  {_point_text(point)}"))
    for quote in point.quotes:
        say(f"    you wrote: {_quote(text, quote)}", style="dim")


def _point_text(point: PointGrade) -> str:
    """Show a point that is missing by its hint, so that the learner may still find it."""
    return point.hint if point.state is PointState.MISSING and point.hint else point.says


def _print_misconception(found: MisconceptionGrade, text: str) -> None:
    say(f"\n! {'A misconception' if found.sure else 'Possible, check this'}: {_quote(text, found.quote)}", style="red")
    say(f"    {found.explain}")


def _total(found: WordsGrade) -> str:
    low, middle, high = (_BANDS[band] for band in (found.low_band, found.band, found.high_band))
    between = f" (between {low} and {high})" if low != high else ""
    open_ = f"; {counted(found.unsure, 'point')} for you to judge" if found.unsure else ""
    return f"{middle[0].upper()}{middle[1:]}{between}{open_}."


def _quote(text: str, span: Span) -> str:
    words = " ".join(text[slice(*span)].split())
    return f"“{words}”" if len(words) <= LONGEST_QUOTE else f"“{words[:LONGEST_QUOTE].rstrip()} …”"
