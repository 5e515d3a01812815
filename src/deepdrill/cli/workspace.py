"""The learner's own folder: where `try` puts a drill and how `watch` knows which drill a file belongs to."""

from dataclasses import dataclass
from pathlib import Path

from deepdrill.content import Drill, Implement
from deepdrill.errors import UsageError

__all__ = ["SUBMISSION", "WORKSPACE", "Laid", "drill_of", "lay_out"]

WORKSPACE = Path("deepdrill")
SUBMISSION = "submission.py"


@dataclass(frozen=True, kw_only=True)
class Laid:
    """What `try` did."""

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already; they are the learner's and were not touched."""


def lay_out(drill: Drill, workspace: Path) -> Laid:
    """Write prompt and starter into `WORKSPACE/TOPIC/SLUG/`; a file that is there is never overwritten."""
    if not isinstance(drill.body, Implement):
        raise UsageError(f"{drill.path} asks for no code. Read it with:  deepdrill show {drill.path}")
    folder = workspace / drill.path
    texts = {"prompt.md": f"# {drill.title}\n\n{drill.prompt.strip()}\n", SUBMISSION: drill.body.starter}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = tuple(name for name, text in texts.items() if _written(folder / name, text))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}). Choose another folder:  "
            f"deepdrill try {drill.path} --into FOLDER"
        ) from None
    return Laid(folder=folder, written=written, kept=tuple(name for name in texts if name not in written))


def drill_of(file: Path) -> str:
    """Name the drill that a file of the workspace belongs to, from the two folders it lies in."""
    folder = file.absolute().parent
    return f"{folder.parent.name}/{folder.name}"


def _written(path: Path, text: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:  # "x" refuses a file that is there, whoever made it
            file.write(text)
    except FileExistsError:
        return False
    return True
