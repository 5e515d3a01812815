"""A drill's known mistakes: whole wrong submissions that say what they fail and what the learner is told."""

import re
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.folder import Folder
from deepdrill.content.records import Claim, Mistake
from deepdrill.content.shapes import MistakeShape
from deepdrill.content.spelling import did_you_mean
from deepdrill.content.syntax import bound_names, parse
from deepdrill.content.tables import Table, read_table

__all__ = ["read_mistakes", "refuse_unbound"]

# Python's inline script metadata: https://packaging.python.org/en/latest/specifications/inline-script-metadata/
_BLOCK = re.compile(r"\A\s*^# /// mistake[ \t]*\n(?P<lines>(?:#(?:| [^\n]*)\n)*?)# ///[ \t]*$", re.MULTILINE)

_BLOCK_REMEDY = 'open the file with  # /// mistake  then  # fails = "…"  and  # says = "…"  then  # ///'
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def read_mistakes(folder: Folder, defines: tuple[str, ...], claims: tuple[Claim, ...]) -> tuple[Mistake, ...]:
    """Read every file of `mistakes/`, sorted by name."""
    inside = Folder(path=folder.path / "mistakes", faults=folder.faults)
    if not inside.path.is_dir():
        remedy = "make it, and put at least one whole wrong submission into it"
        folder.faults.add(inside.path, 0, "the folder mistakes/ is missing", remedy)
        return ()
    inside.refuse_all_but(".py")
    texts = inside.texts("[!.]*.py")
    if not list(inside.path.glob("[!.]*.py")):
        folder.faults.add(inside.path, 0, "holds no mistake", "write down a wrong submission that people really make")
    read = (_mistake(inside.path / f"{name}.py", text, folder.faults, defines, claims) for name, text in texts.items())
    return tuple(mistake for mistake in read if mistake)


def refuse_unbound(path: Path, text: str, defines: tuple[str, ...], faults: Faults) -> None:
    """Note every name that the drill asks for and the file does not bind at module level."""
    module = parse(path, text, faults)
    if module is None:
        return
    bound = bound_names(module)
    for name in defines:
        if name not in bound:
            remedy = did_you_mean(name, bound, f"define {name} at module level, or correct defines in drill.toml")
            faults.add(path, 1, f"does not define {name}", remedy)


def _mistake(
    path: Path, text: str, faults: Faults, defines: tuple[str, ...], claims: tuple[Claim, ...]
) -> Mistake | None:
    refuse_unbound(path, text, defines, faults)
    if not _NAME.fullmatch(path.stem):
        faults.add(path, 0, f'odd name "{path.stem}"', "use small letters, digits and single _ or - between them")
    block = _block(path, text, faults)
    if block is None:
        return None
    known = [claim.name for claim in claims]
    if known:
        block.refuse_unknown(("fails",), block.holds.fails, known, "check", f"the checks are {', '.join(known)}")
    return Mistake(name=path.stem, path=path, code=text, fails=block.holds.fails, says=block.holds.says)


def _block(path: Path, text: str, faults: Faults) -> Table[MistakeShape] | None:
    found = _BLOCK.match(text)
    if found is None:
        faults.add(path, 1, "does not open with a mistake block", _BLOCK_REMEDY)
        return None
    toml = "".join(line[2:] + "\n" for line in found["lines"].splitlines())
    return read_table(path, toml, MistakeShape, faults, lines_before=text.count("\n", 0, found.start("lines")))
