"""`roles.toml`: what interviews for each role weigh, by round and by topic."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from deepdrill.content.folder import Folder
from deepdrill.content.records import Role, Round
from deepdrill.content.shapes import RolesShape
from deepdrill.content.tables import Table, read_table

__all__ = ["FILE", "read_roles"]

FILE = "roles.toml"

_ROUNDS = [one.value for one in Round if one is not Round.MIXED]

Key = TypeVar("Key")


def read_roles(root: Folder, topics: Collection[str]) -> dict[str, Role]:
    """Read the roles; a library may have none. What a role weighs and the library does not know is left out."""
    text = root.optional_text(FILE)
    table = read_table(root.path / FILE, text, RolesShape, root.faults) if text else None
    if table is None:
        return {}
    table.refuse_repeats(("roles",), (role.id for role in table.holds.roles), "role", "id")
    for index in range(len(table.holds.roles)):
        _refuse_unknown(table, index, topics)
    roles = (
        Role(
            id=shape.id,
            title=shape.title,
            says=shape.says,
            rounds=_shares({Round(name): weight for name, weight in shape.rounds.items() if name in _ROUNDS}),
            topics=_shares({name: weight for name, weight in shape.topics.items() if name in topics}),
        )
        for shape in table.holds.roles
    )
    return {role.id: role for role in roles if role.rounds and role.topics}


def _refuse_unknown(table: Table[RolesShape], index: int, topics: Collection[str]) -> None:
    role = table.holds.roles[index]
    for name in role.rounds:
        where = f"the rounds are {', '.join(_ROUNDS)}"
        table.refuse_unknown(("roles", index, "rounds", name), name, _ROUNDS, "round", where)
    for name in role.topics:
        where = "topics are listed in content/curriculum.toml"
        table.refuse_unknown(("roles", index, "topics", name), name, topics, "topic", where)


def _shares(weights: Mapping[Key, float]) -> dict[Key, float]:
    whole = sum(weights.values())
    return {name: weight / whole for name, weight in weights.items()}
