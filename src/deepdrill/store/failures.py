"""What a database's refusal means, and what the person at the keyboard can do about it."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from deepdrill.errors import StoreUnavailable

__all__ = ["explained", "is_locked"]

ELSEWHERE = "To use another folder meanwhile:  DEEPDRILL_HOME=~/deepdrill-home deepdrill"

BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
UNWRITABLE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
FULL = frozenset({sqlite3.SQLITE_FULL})
DISK = frozenset({sqlite3.SQLITE_IOERR})


@contextmanager
def explained(path: Path | None, *, busy_s: float) -> Iterator[None]:
    """Turn what the database says into a `StoreUnavailable`; let our own bugs through.

    Args:
        path: The file of an SQLite database; None for a server.
        busy_s: How long a lock was waited for.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        message = _server(error) if path is None else _file(error, path, busy_s)
        if message is None:
            raise
        raise StoreUnavailable(message) from error


def is_locked(error: BaseException) -> bool:
    """Tell whether another writer holds the file."""
    return _code(error) in BUSY


def damaged(path: Path, detail: str) -> str:
    """Say that a file is no database, and how to go on without touching it."""
    kept = sorted(path.parent.glob(f"{path.name}.before-*"))
    copy = f" The newest copy made before an upgrade is {kept[-1]}." if kept else ""
    name = shlex.quote(str(path))
    return (
        f"{path} is damaged, or is no database of deepdrill's ({detail}). It was left as it is.{copy}\n"
        f"To begin anew, move it out of the way:  mv {name} {name}.damaged"
    )


def unwritable(path: Path) -> str:
    """Say that a file or its folder cannot be written."""
    place = path if path.exists() else path.parent
    folder = shlex.quote(str(path.parent))
    return (
        f"{place} cannot be written, so nothing can be recorded. {ELSEWHERE}\n"
        f"To make it writable:  chmod -R u+w {folder}"
    )


def _file(error: BaseException, path: Path, busy_s: float) -> str | None:
    code = _code(error)
    detail = str(getattr(error, "orig", None) or error)
    if code in BUSY:
        return (
            f"Another program has been writing to {path} for more than {busy_s:g} s. "
            "Nothing that was recorded is lost.\n"
            f"Close it, then try again; to see which one it is:  fuser -v {shlex.quote(str(path))}"
        )
    if code in DAMAGED:
        return damaged(path, detail)
    if code in UNWRITABLE:
        return unwritable(path)
    if code in FULL:
        return f"The disk that holds {path} is full. Make room, then try again; to see how much is left:  df -h"
    if code in DISK:
        return f"The disk could not read or write {path} ({detail}). To see whether it is healthy:  dmesg | tail"
    return None


def _server(error: BaseException) -> str | None:
    if isinstance(error, OperationalError):
        return f"The database server did not answer ({error.orig}). To see whether it runs:  pg_isready"
    return None


def _code(error: BaseException) -> int:
    """Give SQLite's primary result code; -1 where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF
