"""What every command understands: where things are, and JSON instead of text."""

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
    """Open deepdrill as the options say; `every_core` is explained at `Settings.from_environment`."""
    from deepdrill.app import Settings, open_app  # noqa: PLC0415  help must not wait for it

    settings = Settings.from_environment(every_core=every_core)
    if options.content is not None:
        settings = replace(settings, content=options.content.absolute())
    if options.home is not None:
        settings = replace(settings, home=options.home.absolute())
    return open_app(settings)
