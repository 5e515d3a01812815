"""`asked.toml`: what coding rounds ask for, by how often public sets name it, and which drills practise it."""

from collections.abc import Collection

from deepdrill.content.folder import Folder
from deepdrill.content.records import Asked
from deepdrill.content.shapes import AskedShape
from deepdrill.content.tables import read_table

__all__ = ["FILE", "read_asked"]

FILE = "asked.toml"


def read_asked(root: Folder, known: Collection[str], whole: Collection[str]) -> tuple[Asked, ...]:
    """Read the list; a library may have none.

    Args:
        root: The content folder.
        known: Paths of all drills, those with faults included.
        whole: Paths of the drills without faults.
    """
    text = root.optional_text(FILE)
    table = read_table(root.path / FILE, text, AskedShape, root.faults) if text else None
    if table is None:
        return ()
    table.refuse_repeats(("asked",), (one.id for one in table.holds.asked), "thing asked", "id")
    for index, one in enumerate(table.holds.asked):
        table.refuse_repeats(("asked", index, "drills"), one.drills, "drill")
        for place, path in enumerate(one.drills):
            table.refuse_unknown(("asked", index, "drills", place), path, known, "drill", "write a path TOPIC/SLUG")
    return tuple(
        Asked(id=one.id, title=one.title, mark=one.mark, drills=tuple(path for path in one.drills if path in whole))
        for one in table.holds.asked
    )
