"""`deepdrill hint` and `deepdrill solution`: help, recorded as such."""

from typing import Annotated

from cyclopts import Parameter
from rich.markdown import Markdown

from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.content import Debug, Implement
from deepdrill.errors import UsageError

__all__ = ["hint", "solution"]


def hint(
    drill: str,
    /,
    *,
    again: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Open the next hint; that is recorded, so that a pass without help can be told from one with it.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    again
        Show the hints that are open and open none.
    """
    with opened(options) as app:
        if not app.drill(drill).hints:
            raise UsageError(f"{drill} has no hints. Read again what it asks:  deepdrill show {drill}")
        before = len(app.hints(drill).opened)
        hints = app.hints(drill) if again else app.open_hint(drill)
    if options.json:
        emit("hints", drill=drill, opened=hints.opened, total=hints.total, solution_open=hints.solution_open)
        return 0
    # The newest one alone: the others are still in the terminal, or one --again away.
    for rung, text in enumerate(hints.opened, 1):
        if again or rung > before or rung == hints.total:
            say(f"Hint {rung} of {hints.total}", style="bold")
            console().print(Markdown(text), soft_wrap=False)
    if not hints.opened:
        say(f"No hint is open. Open the first with:  deepdrill hint {drill}")
    elif len(hints.opened) == hints.total:
        say(f"All hints are open. What is left:  deepdrill solution {drill} --give-up", style="dim")
    return 0


def solution(
    drill: str,
    /,
    *,
    give_up: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    seed: int = 0,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Show a worked answer, once you have passed or given up; that is recorded.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    give_up
        Show it although you have not passed; a later pass counts as one with help.
    seed
        Of the numbers of a calculate drill.
    """
    with opened(options) as app:
        body = app.drill(drill).body
        text = app.open_solution(drill, give_up=give_up, seed=seed)
    if options.json:
        emit("solution", drill=drill, text=text)
    elif isinstance(body, Implement | Debug):
        say(text.rstrip("\n"))
    else:
        console().print(Markdown(text), soft_wrap=False)
    return 0
