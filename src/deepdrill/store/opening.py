"""Open a database: the one way to get a `SqlJournal`."""

from contextlib import suppress
from pathlib import Path

from deepdrill.errors import StoreUnavailable
from deepdrill.practice import Learning
from deepdrill.store.database import BUSY_S, Database
from deepdrill.store.journal import SqlJournal
from deepdrill.store.migration import TREE, Tree, bring_up_to_date
from deepdrill.store.rescue import Rescue

__all__ = ["open_store"]


def open_store(
    where: Path | str,
    *,
    busy_s: float = BUSY_S,
    rescue: Path | None = None,
    tree: Tree = TREE,
    learning: Learning | None = None,
) -> SqlJournal:
    """Open a database, make or migrate it if need be, and take in what waits in files.

    Args:
        where: An SQLite file, or a URL such as "postgresql+psycopg://host/deepdrill".
        busy_s: How long to wait for another writer before giving up.
        rescue: Folder for attempts that the database cannot take; beside the file where None.
        tree: The versions of the schema; tests pass a longer one.
        learning: What follows from attempts; None leaves that to whoever opens it with one.

    Raises:
        StoreUnavailable: It cannot be used; the message says why and what to do. Nothing was deleted.
    """
    path = _path(where)
    database = Database(path or str(where), busy_s=busy_s)
    try:
        database.prepare()
        bring_up_to_date(database, tree)
        journal = SqlJournal(database, _rescue(path, rescue), learning)
        with suppress(StoreUnavailable):  # they wait for the next start; what is there can be read meanwhile
            journal.take_in_rescued()
    except BaseException:
        database.close()
        raise
    return journal


def _path(where: Path | str) -> Path | None:
    if isinstance(where, str) and "://" in where:
        return None
    return Path(where)


def _rescue(path: Path | None, chosen: Path | None) -> Rescue | None:
    if chosen is not None:
        return Rescue(folder=chosen)
    return Rescue(folder=path.with_name(f"{path.name}.rescued")) if path else None
