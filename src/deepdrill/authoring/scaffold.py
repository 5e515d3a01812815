"""A new drill's folder, well commented, that fails with useful faults until it is filled in."""

from dataclasses import dataclass
from pathlib import Path

from deepdrill.authoring.templates import templates
from deepdrill.content import Kind, Library
from deepdrill.content.drills import is_slug
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["Scaffold", "new_drill"]


@dataclass(frozen=True, kw_only=True)
class Scaffold:
    """What was written."""

    drill: str
    folder: Path
    files: tuple[str, ...]


def new_drill(library: Library, kind: str, path: str) -> Scaffold:
    """Write the files of a drill that is still to be made.

    Raises:
        UsageError: Unknown kind or topic, an odd slug, or a folder that is there already.
    """
    topic, _, slug = path.partition("/")
    if kind not in set(Kind):
        raise UsageError(f'There is no kind "{kind}": {did_you_mean(kind, Kind, "choose one")} {_listed()}')
    if topic not in library.topics:
        remedy = did_you_mean(topic, library.topics, "the topics are:  " + ", ".join(library.topics))
        raise UsageError(f'There is no topic "{topic}": {remedy} Write TOPIC/SLUG as in:  deepdrill new {kind} …')
    if not is_slug(slug):
        raise UsageError(
            f'"{slug}" cannot name a drill: use small letters, digits and single hyphens, as in '
            f"{topic}/scaled-dot-product."
        )
    folder = library.root / topic / slug
    if folder.exists():
        raise UsageError(f"{folder} is there already and was left as it is. Choose another name, or edit it.")
    files = templates(Kind(kind), slug)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Scaffold(drill=path, folder=folder, files=tuple(files))


def _listed() -> str:
    return "The kinds are " + ", ".join(Kind) + "."
