"""One database, opened: a connection per operation, from any thread."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError

from deepdrill.errors import StoreUnavailable
from deepdrill.store.failures import explained, is_locked, unwritable

__all__ = ["BUSY_S", "Database"]

BUSY_S = 5.0
"""How long to wait for another writer: a commit takes a millisecond, so after this something hangs."""

RETRY_S = 0.02
"""Between two tries to switch a new file to WAL, for which SQLite itself does not wait."""

MANY_THREADS = 20
"""Connections beyond the pool's five: as many as a web server has threads that ask at once."""

WRITES = "deepdrill_writes"
"""The execution option of a connection that is going to write."""


class Database:
    """The engine of one database, with what SQLite needs to be told.

    A writing transaction takes the lock at its beginning (`BEGIN IMMEDIATE`): one that began by reading could
    not be made to wait for another writer, it would fail at once.
    """

    def __init__(self, where: Path | str, *, busy_s: float = BUSY_S) -> None:
        """Prepare to open it; connects to nothing yet.

        Args:
            where: An SQLite file, or a URL such as "postgresql+psycopg://host/deepdrill".
            busy_s: How long to wait for another writer.
        """
        self.busy_s = busy_s
        self.path = where if isinstance(where, Path) else None
        self.engine = _engine(where, busy_s)
        if self.path:
            event.listen(self.engine, "connect", _on_connect)
            event.listen(self.engine, "begin", _on_begin)

    def prepare(self) -> None:
        """Make the folder and switch the file to write-ahead logging, so that readers need not wait."""
        if self.path is None:
            return
        if self.path.is_dir():
            raise StoreUnavailable(
                f"{self.path} is a folder, but the database must be a file.\n"
                f"Move it out of the way:  mv '{self.path}' '{self.path}.folder'"
            )
        self._make_folder(self.path.parent)
        with explained(self.path, busy_s=self.busy_s):
            self._use_wal()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        with explained(self.path, busy_s=self.busy_s), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one transaction; it is committed at the end, or undone by an exception."""
        with explained(self.path, busy_s=self.busy_s), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give one as `writing` does, on which SQLite lets a table be rebuilt that others refer to."""
        with explained(self.path, busy_s=self.busy_s), self.engine.connect() as plain:
            if self.path is not None:
                _driver(plain).execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
            connection = plain.execution_options(**{WRITES: True})
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.invalidate()  # the next one from the pool checks foreign keys again

    @property
    def name(self) -> str:
        """The file or the URL, without a password."""
        return str(self.path) if self.path else self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except PermissionError:
            raise StoreUnavailable(unwritable(folder)) from None
        except (FileExistsError, NotADirectoryError):
            raise StoreUnavailable(
                f"{folder} must be a folder, but a file is in its way.\n"
                "To use another folder:  DEEPDRILL_HOME=~/deepdrill-home deepdrill"
            ) from None

    def _use_wal(self) -> None:
        deadline = time.monotonic() + self.busy_s
        while True:
            try:
                self._switch_to_wal()
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_S)
            else:
                return

    def _switch_to_wal(self) -> None:
        connection = sqlite3.connect(str(self.path), timeout=self.busy_s)
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()


def _engine(where: Path | str, busy_s: float) -> Engine:
    if isinstance(where, Path):
        url = URL.create("sqlite", database=str(where))
        return create_engine(url, connect_args={"timeout": busy_s}, max_overflow=MANY_THREADS)
    try:
        return create_engine(where, max_overflow=MANY_THREADS)
    except (ArgumentError, ImportError) as error:
        raise StoreUnavailable(
            f"The database's URL cannot be used ({error}). It looks like postgresql+psycopg://host/deepdrill, "
            "and needs:  pip install 'deepdrill[postgres]'"
        ) from None


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # `_on_begin` says when a transaction begins, not the driver
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")  # with WAL no commit that survived the program is torn


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
