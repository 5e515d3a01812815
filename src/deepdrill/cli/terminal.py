"""Where text goes: standard output, without colour when nobody is looking."""

from rich.console import Console
from rich.text import Text

__all__ = ["console", "note", "say"]

NARROWEST = 100
"""Output that goes into a file or a pipe is not broken at the width of some terminal."""


def console() -> Console:
    """Give a console on the present standard output."""
    out = Console(highlight=False, soft_wrap=True)
    return out if out.is_terminal else Console(highlight=False, soft_wrap=True, width=NARROWEST)


def say(text: str = "", style: str = "") -> None:
    """Print plain text; brackets in it are not markup."""
    console().print(Text(text, style=style))


def note(text: str) -> None:
    """Print to standard error what is no part of the output."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(text, style="yellow"))
