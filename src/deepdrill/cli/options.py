"""What every command understands: where things are, and JSON instead of text."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from deepdrill.app import App

__all__ = ["Options", "Places", "opened"]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are; the environment decides what is not given."""

    content: Annotated[Path | None, Parameter(help="Read drills from this folder [DEEPDRILL_CONTENT].")] = None
    home: Annotated[Path | None, Parameter(help="Keep your attempts in this folder [DEEPDRILL_HOME].")] = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Options(Places):
    """Options of every command but those whose own `--json` names a file."""

    json: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Write one JSON document instead of text.")
    ] = False


def opened(options: Places, *, every_core: bool = False) -> "App":
    """Open deepdrill as the options say.

    Args:
        options: where things are.
        every_core: judge on all cores, unless DEEPDRILL_WORKERS says how many; for long work that nobody shares
            the machine with. A submission keeps its two processes busy in turns, so a core each is enough.
    """
    from deepdrill.app import Settings, open_app  # noqa: PLC0415  help must not wait for it

    settings = Settings.from_environment()
    if every_core and not os.environ.get("DEEPDRILL_WORKERS"):
        settings = replace(settings, workers=os.cpu_count() or 1)
    if options.content is not None:
        settings = replace(settings, content=options.content.absolute())
    if options.home is not None:
        settings = replace(settings, home=options.home.absolute())
    return open_app(settings)
