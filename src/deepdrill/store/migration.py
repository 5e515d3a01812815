"""Bring a database to the newest version of the schema, with a copy beside it first."""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, inspect, text

from deepdrill.errors import StoreUnavailable
from deepdrill.store.database import Database
from deepdrill.store.failures import damaged, explained
from deepdrill.store.schema import REVISIONS, metadata

__all__ = ["TREE", "Tree", "bring_up_to_date", "free_name"]

SCRIPTS = Path(__file__).parent / "migrations"

VERSION_TABLE = text(
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""As Alembic makes it."""

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7263849)")
"""Of two programs that start at once on PostgreSQL, one migrates; SQLite has its own lock."""


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The versions of the schema, and the folders of their migrations."""

    revisions: tuple[str, ...]
    folders: tuple[Path, ...]


TREE = Tree(revisions=REVISIONS, folders=(SCRIPTS / "versions",))


def bring_up_to_date(database: Database, tree: Tree = TREE) -> None:
    """Make the tables or migrate them if the version differs: two small queries where it does not.

    Raises:
        StoreUnavailable: The database is a newer deepdrill's, or none of deepdrill's, or cannot be used.
    """
    with database.reading() as connection:
        found = _version(connection)
        known = found is not None or not inspect(connection).get_table_names()
    if found == tree.revisions[-1]:
        return
    if not known:
        raise StoreUnavailable(_foreign(database))
    if found is not None and found not in tree.revisions:
        raise StoreUnavailable(_newer(database, found, tree))
    if found is not None and database.path is not None:
        _copy(database, database.path.with_name(f"{database.path.name}.before-{tree.revisions[-1]}"))
    _migrate(database, tree)


def _version(connection: Connection) -> str | None:
    """Read the version; None in a database without one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return cast("str | None", connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _migrate(database: Database, tree: Tree) -> None:
    with database.migrating() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(ONE_AT_A_TIME)
        found = _version(connection)
        if found is None and tree == TREE:
            _make(connection)
        elif found != tree.revisions[-1]:
            _upgrade(connection, tree)


def _make(connection: Connection) -> None:
    """Make the tables of the newest version at once: a first start needs neither Alembic nor the way here."""
    metadata.create_all(connection, checkfirst=False)
    connection.execute(VERSION_TABLE)
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": REVISIONS[-1]})


def _upgrade(connection: Connection, tree: Tree) -> None:
    from alembic import command  # noqa: PLC0415  0.1 s that a start with the newest version need not spend
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", _escaped(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(folder) for folder in tree.folders))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _escaped(path: Path) -> str:
    """Write a path for Alembic's configuration, to which a percent sign means something."""
    return str(path).replace("%", "%%")


def _copy(database: Database, copy: Path) -> None:
    """Copy the database as it is now, with what is still in its log; an older copy stays."""
    part = copy.with_name(f"{copy.name}.part")
    with explained(database.path, busy_s=database.busy_s):
        source, target = sqlite3.connect(str(database.path)), sqlite3.connect(str(part))
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()
    if copy.exists():
        shutil.move(copy, free_name(copy))
    part.replace(copy)


def free_name(path: Path) -> Path:
    """Give a name for a file that is not there yet: this one, or with a number behind it."""
    name, number = path, 0
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.{number}")
    return name


def _newer(database: Database, found: str, tree: Tree) -> str:
    return (
        f"{database.name} was written by a newer deepdrill (its schema is {found}, this one knows up to "
        f"{tree.revisions[-1]}). It was left as it is.\n"
        "Upgrade:  pip install --upgrade deepdrill"
    )


def _foreign(database: Database) -> str:
    detail = "it holds tables, but none that says its version"
    if database.path is not None:
        return damaged(database.path, detail)
    return f"{database.name} is no database of deepdrill's: {detail}. Make an empty one:  createdb deepdrill"
