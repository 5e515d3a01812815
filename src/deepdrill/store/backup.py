"""A copy of the database, also while it is written to, and back again with the present one kept beside it."""

import shlex
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from deepdrill.errors import UsageError
from deepdrill.store.database import BUSY_S, RETRY_S, Database
from deepdrill.store.failures import BUSY, explained
from deepdrill.store.migration import bring_up_to_date, free_name
from deepdrill.store.schema import REVISIONS

__all__ = ["back_up", "restore"]


def back_up(where: Path, target: Path, *, busy_s: float = BUSY_S) -> None:
    """Copy the database into one file, as it is at one moment, whoever is writing to it.

    Raises:
        UsageError: There is no database yet, or the target exists or cannot be written.
        StoreUnavailable: The database cannot be read.
    """
    if not where.exists():
        raise UsageError(f"There is no database at {where} yet, so there is nothing to back up.")
    if target.exists():
        raise UsageError(f"{target} exists already and was left as it is. Choose another name.")
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch()
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}). Choose another place.") from None
    try:
        with explained(where, busy_s=busy_s):
            _copy(where, part, busy_s)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def restore(source: Path, where: Path, *, busy_s: float = BUSY_S) -> Path | None:
    """Put a backup in the database's place and give the copy of what was there; None where nothing was.

    An older backup is brought up to date first. A program that has the database open goes on with what was restored.

    Raises:
        UsageError: The file is no database of deepdrill's, or a newer one's; nothing was changed.
        StoreUnavailable: The database cannot be written; nothing was changed.
    """
    if not source.is_file():
        raise UsageError(f"There is no file {source}. Name one that `deepdrill backup` has made.")
    _require_ours(source)
    where.parent.mkdir(parents=True, exist_ok=True)
    fresh = where.with_name(f"{where.name}.restoring")
    kept = None
    try:
        shutil.copyfile(source, fresh)
        database = Database(fresh, busy_s=busy_s)
        try:
            bring_up_to_date(database)
        finally:
            database.close()
        with explained(where, busy_s=busy_s):
            if where.exists():
                kept = free_name(where.with_name(f"{where.name}.before-restore"))
                _copy(where, kept, busy_s)
            _copy(fresh, where, busy_s)
    finally:
        for left in where.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)
    return kept


def _copy(source: Path, target: Path, busy_s: float) -> None:
    """Copy with SQLite's own backup: one moment of the source, and readers of the target see all of it or nothing."""
    deadline = time.monotonic() + busy_s

    def give_up(status: int, _left: int, _all: int) -> None:
        """End the waiting, which Python's driver would do for ever."""
        if status in BUSY and time.monotonic() > deadline:
            locked = sqlite3.OperationalError("database is locked")
            locked.sqlite_errorcode = status
            raise locked

    with (
        closing(sqlite3.connect(str(source), timeout=busy_s)) as reading,
        closing(sqlite3.connect(str(target), timeout=busy_s)) as writing,
    ):
        reading.backup(writing, progress=give_up, sleep=RETRY_S)


def _require_ours(source: Path) -> None:
    """Refuse a file that is damaged or somebody else's, before anything is touched."""
    name = shlex.quote(str(source))
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as reading:
            sound = reading.execute("PRAGMA quick_check").fetchone()
            version = reading.execute("SELECT version_num FROM alembic_version").fetchone()
            reading.execute("SELECT id, drill, made_at FROM attempt LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise UsageError(
            f"{source} is no database of deepdrill's, or is damaged ({error}). Nothing was changed. "
            f"To see what it is:  file {name}"
        ) from None
    if sound != ("ok",):
        raise UsageError(f"{source} is damaged ({sound[0]}). Nothing was changed. Take an earlier backup.")
    if version is None or version[0] not in REVISIONS:
        raise UsageError(
            f"{source} was made by a newer deepdrill. Nothing was changed.\nUpgrade:  pip install --upgrade deepdrill"
        )
