"""Where text goes: standard output, without colour when nobody is looking."""

from rich.console import Console
from rich.text import Text

__all__ = ["console", "counted", "note", "say"]

NARROWEST = 100
"""Output that goes into a file or a pipe is not broken at the width of some terminal."""


class _Output(Console):
    """A console that leaves it to `main` what a reader who has gone means for the exit code."""

    def on_broken_pipe(self) -> None:
        """Pass it on, where rich would end with exit code 1."""
        raise BrokenPipeError


def console() -> Console:
    """Give a console on the present standard output."""
    out = _Output(highlight=False, soft_wrap=True)
    return out if out.is_terminal else _Output(highlight=False, soft_wrap=True, width=NARROWEST)


def say(text: str = "", style: str = "") -> None:
    """Print plain text; brackets in it are not markup."""
    console().print(Text(text, style=style))


def note(text: str) -> None:
    """Print to standard error what is no part of the output."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(text, style="yellow"))


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 drill", "2 drills"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
