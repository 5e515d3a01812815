"""The learner's folder of a case: the brief, the data, and for each stage a file of code and one for the argument.

A file that is there is the learner's and is never written over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from deepdrill.content.records import Drill, Stage
from deepdrill.errors import UsageError
from deepdrill.practice.cases import case_of

__all__ = ["CaseFolder", "argument_in", "lay_out_case", "read_stages"]


@dataclass(frozen=True, kw_only=True)
class CaseFolder:
    """What was put into the folder."""

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already, and were not touched."""


def lay_out_case(drill: Drill, folder: Path, *, table: str, write_table: Callable[[IO[str]], object]) -> CaseFolder:
    """Put brief, data, starters and questions into a folder.

    Args:
        drill: The case.
        folder: Where; made if it is not there.
        table: Name of the file with the data.
        write_table: Writes the data, which takes a second, and only where the file is not there.

    Raises:
        UsageError: The folder cannot be written.
    """
    texts = {"prompt.md": f"# {drill.title}\n\n{drill.prompt.strip()}\n"}
    for stage in case_of(drill).stages:
        texts |= {stage.file: _code(stage), _argument_file(stage): _argument(stage)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [name for name, text in texts.items() if _written(folder / name, partial(_put, text))]
        written += [table] if _written(folder / table, write_table) else []
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}). Choose another folder:  "
            f"deepdrill case {drill.path} --into FOLDER"
        ) from None
    names = [*texts, table]
    return CaseFolder(folder=folder, written=tuple(written), kept=tuple(name for name in names if name not in written))


def read_stages(drill: Drill, folder: Path, read: Callable[[Path], str]) -> Mapping[str, str]:
    """Read the learner's files of all stages that are there, by stage."""
    paths = {stage.id: folder / stage.file for stage in case_of(drill).stages}
    return {id_: read(path) for id_, path in paths.items() if path.is_file()}


def argument_in(text: str) -> str:
    """Give the learner's own words in an argument's file: what is quoted there is the question."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(">")).strip()


def _argument_file(stage: Stage) -> str:
    return f"{stage.id}.md"


def _argument(stage: Stage) -> str:
    return f"> {stage.asks}\n>\n> Answer below in two to ten sentences, as you would say it.\n\n"


def _code(stage: Stage) -> str:
    """Give the starter below the stage's prompt, so that the folder is all that one needs."""
    brief = "\n".join(f"# {line}".rstrip() for line in f"{stage.title}\n\n{stage.prompt.strip()}".splitlines())
    return f"{brief}\n\n{stage.code.starter}"


def _put(text: str, file: IO[str]) -> None:
    file.write(text)


def _written(path: Path, write: Callable[[IO[str]], object]) -> bool:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:  # "x" refuses a file that is there
            write(file)
    except FileExistsError:
        return False
    return True
