"""The learner's own folder: where `try` puts a drill and how `watch` knows which drill a file belongs to."""

from dataclasses import dataclass
from pathlib import Path

from deepdrill.content import Debug, Drill, Explain, Implement
from deepdrill.content.canvas import blank
from deepdrill.errors import UsageError

__all__ = ["ANSWER", "SUBMISSION", "WORKSPACE", "Laid", "drill_of", "lay_out"]

WORKSPACE = Path("deepdrill")
SUBMISSION = "submission.py"
ANSWER = "answer.md"


@dataclass(frozen=True, kw_only=True)
class Laid:
    """What `try` did."""

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already; they are the learner's and were not touched."""


def lay_out(drill: Drill, workspace: Path) -> Laid:
    """Write prompt and starter into `WORKSPACE/TOPIC/SLUG/`; a file that is there is never overwritten."""
    begun = _begun(drill)
    if not begun:
        raise UsageError(f"{drill.path} asks for no code. Read it with:  deepdrill show {drill.path}")
    folder = workspace / drill.path
    texts = {"prompt.md": f"# {drill.title}\n\n{drill.prompt.strip()}\n", **begun}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = tuple(name for name, text in texts.items() if _written(folder / name, text))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}). Choose another folder:  "
            f"deepdrill try {drill.path} --into FOLDER"
        ) from None
    return Laid(folder=folder, written=written, kept=tuple(name for name in texts if name not in written))


def _begun(drill: Drill) -> dict[str, str]:
    """Give the file in which the learner works, as it begins; nothing where a drill asks for none."""
    match drill.body:
        case Implement(starter=code) | Debug(broken=code):
            return {SUBMISSION: code}
        case Explain(parts=parts) if parts:
            return {ANSWER: blank(parts)}
        case _:
            return {}


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
