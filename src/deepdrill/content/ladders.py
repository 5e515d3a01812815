"""`ladders.toml`: drills that lead to one goal step by step, across topics."""

from collections.abc import Collection, Mapping, Sequence

from deepdrill.content.folder import Folder
from deepdrill.content.records import Ladder
from deepdrill.content.shapes import LaddersShape
from deepdrill.content.tables import Table, read_table

__all__ = ["FILE", "read_ladders"]

FILE = "ladders.toml"


def read_ladders(root: Folder, needs: Mapping[str, Sequence[str]], whole: Collection[str]) -> dict[str, Ladder]:
    """Read the ladders; a library may have none.

    Args:
        root: The content folder.
        needs: What each drill needs, drills with faults included: a rung that has faults is still a drill.
        whole: The drills without faults; the others are left out of the rungs.
    """
    text = root.optional_text(FILE)
    table = read_table(root.path / FILE, text, LaddersShape, root.faults) if text else None
    if table is None:
        return {}
    table.refuse_repeats(("ladders",), (ladder.id for ladder in table.holds.ladders), "ladder", "id")
    for index in range(len(table.holds.ladders)):
        _refuse_bad_rungs(table, index, needs)
    ladders = (
        Ladder(
            id=shape.id,
            title=shape.title,
            says=shape.says,
            rungs=tuple(rung for rung in dict.fromkeys(shape.rungs) if rung in whole),
        )
        for shape in table.holds.ladders
    )
    return {ladder.id: ladder for ladder in ladders if ladder.rungs}


def _refuse_bad_rungs(table: Table[LaddersShape], index: int, needs: Mapping[str, Sequence[str]]) -> None:
    """Note rungs that name no drill, come twice, or stand below one that they need."""
    rungs = table.holds.ladders[index].rungs
    table.refuse_repeats(("ladders", index, "rungs"), rungs, "rung")
    for place, rung in enumerate(rungs):
        location = ("ladders", index, "rungs", place)
        table.refuse_unknown(location, rung, needs, "drill", "a rung is a path TOPIC/SLUG of a drill that is there")
        for later in rungs[place + 1 :]:
            if later in needs.get(rung, ()):
                table.fault(location, f'"{rung}" needs "{later}", which stands higher', "put it above what it needs")
