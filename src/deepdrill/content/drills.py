"""One drill's folder to one record; what concerns several drills is looked at in `reading`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from deepdrill.content.bodies import LAYOUTS, read_body
from deepdrill.content.faults import Faults
from deepdrill.content.folder import Folder
from deepdrill.content.prose import read_followups, read_hints, read_prompt
from deepdrill.content.records import Drill, Kind
from deepdrill.content.shapes import DrillShape
from deepdrill.content.tables import Table, read_table

__all__ = ["DrillFile", "is_slug", "read_drill"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 60
_EVERYWHERE = frozenset({"drill.toml", "prompt.md", "hints.md", "followups.md"})
_TABLE_NEEDED = frozenset({Kind.IMPLEMENT, Kind.CALCULATE, Kind.DEBUG})


@dataclass(frozen=True, kw_only=True)
class DrillFile:
    """What became of one folder."""

    path: str
    folder: Path
    table: Table[DrillShape] | None
    drill: Drill | None
    faults: Faults


def read_drill(folder_path: Path, path: str, skills: Collection[str]) -> DrillFile:
    """Read one folder with all its faults."""
    folder = Folder(path=folder_path, faults=Faults())
    _refuse_odd_slug(folder)
    table = _drill_table(folder)
    prompt, followups = read_prompt(folder), read_followups(folder)
    hints = read_hints(folder) if table is None or LAYOUTS[table.holds.kind].hints else ()
    drill = None
    if table is not None:
        _refuse_strays(folder, table.holds.kind)
        _refuse_tables(table)
        _refuse_unknown_skills(table, skills)
        body = read_body(folder, table)
        if body is not None:
            shape = table.holds
            drill = Drill(
                path=path,
                folder=folder_path,
                kind=shape.kind,
                title=shape.title,
                level=shape.level,
                minutes=shape.minutes,
                frequency=shape.frequency,
                covers=tuple(shape.covers),
                needs=tuple(shape.needs),
                sources=tuple(shape.sources),
                revision=shape.revision,
                prompt=prompt,
                hints=hints,
                followups=followups,
                body=body,
            )
    return DrillFile(path=path, folder=folder_path, table=table, drill=drill, faults=folder.faults)


def is_slug(name: str) -> bool:
    """Tell whether a folder of that name may be a drill."""
    return bool(_SLUG.fullmatch(name)) and len(name) <= _LONGEST_SLUG


def _drill_table(folder: Folder) -> Table[DrillShape] | None:
    text = folder.text("drill.toml", "write kind, title, level, minutes, covers, sources and revision into it")
    return None if text is None else read_table(folder.path / "drill.toml", text, DrillShape, folder.faults)


def _refuse_odd_slug(folder: Folder) -> None:
    slug = folder.path.name
    if not is_slug(slug):
        remedy = f"rename it: small letters, digits and single hyphens, at most {_LONGEST_SLUG}"
        folder.faults.add(folder.path, 0, f'odd folder name "{slug}"', remedy)


def _refuse_strays(folder: Folder, kind: Kind) -> None:
    layout = LAYOUTS[kind]
    common = _EVERYWHERE if layout.hints else _EVERYWHERE - {"hints.md"}
    folder.refuse_strays(common | layout.files, layout.folders)


def _refuse_tables(table: Table[DrillShape]) -> None:
    """Note the table of another kind, and the missing table of this one."""
    kind = table.holds.kind
    for other in Kind:
        present = getattr(table.holds, other.value) is not None
        if present and other is not kind:
            table.fault(
                (other.value,),
                f"a table [{other}] in a drill of kind {kind}",
                "remove it, or change the kind",
            )
    if kind in _TABLE_NEEDED and getattr(table.holds, kind.value) is None:
        table.fault(("kind",), f"the table [{kind}] is missing", "write it as docs/content-format.md shows")
    if table.holds.limits and not LAYOUTS[kind].runs:
        table.fault(("limits",), f"limits for a drill of kind {kind}, which runs nothing", "remove the table")


def _refuse_unknown_skills(table: Table[DrillShape], skills: Collection[str]) -> None:
    table.refuse_repeats(("covers",), table.holds.covers, "skill")
    for index, skill in enumerate(table.holds.covers):
        table.refuse_unknown(("covers", index), skill, skills, "skill", "skill ids are in content/skills.toml")
