"""The journal that `practice` asks for, in a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, RowMapping, Select, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from deepdrill.errors import StoreUnavailable
from deepdrill.practice import Aid, Attempt, Help, Mark, Standing, State, standing_of
from deepdrill.practice.journal import finished, voided
from deepdrill.store.database import Database
from deepdrill.store.rescue import Rescue
from deepdrill.store.schema import account, attempt, help_opened

__all__ = ["SqlJournal"]

NOT_RECORDED = "The database could not be written when this was handed in; the text is kept, hand it in again."

Record = TypeVar("Record", Attempt, Help)

Change = Callable[[Attempt], Attempt]


class SqlJournal:
    """Keeps attempts and help in a database; close it at the end.

    What the database cannot take is kept in a file beside it and taken in later.
    """

    def __init__(self, database: Database, rescue: Rescue | None) -> None:
        """Use an open, migrated database; `open_store` makes one.

        Args:
            database: Where attempts are kept.
            rescue: Where they wait when the database cannot take them; None to keep none.
        """
        self._database = database
        self._rescue = rescue
        self._begun: dict[str, Attempt] = {}
        """Of this process and not finished yet: what a rescue would have to write."""

    def begin(self, attempt_: Attempt) -> None:
        """Keep an attempt before its work starts."""
        with self._rescued(attempt_), self._database.writing() as connection:
            _ensure_account(connection, attempt_.learner, attempt_.made_at)
            connection.execute(insert(attempt).values(**_columns(attempt_)))
        self._begun[attempt_.id] = attempt_

    def finish(self, attempt_id: str, *, outcome: str, report: str, at: datetime) -> Attempt:
        """Record how an attempt ended; the first report stays."""
        return self._change(attempt_id, lambda kept: finished(kept, outcome=outcome, report=report, at=at))

    def void(self, attempt_id: str, *, note: str, at: datetime, report: str | None = None) -> Attempt:
        """Take an attempt out of the count and keep its text."""
        return self._change(attempt_id, lambda kept: voided(kept, note=note, at=at, report=report))

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        with self._database.reading() as connection:
            return _find(connection, attempt_id)

    def attempts(
        self, learner: str, drill: str | None = None, *, limit: int = 50, before: str | None = None
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first."""
        query = select(attempt).where(attempt.c.learner == learner).limit(limit)
        query = query.order_by(attempt.c.made_at.desc(), attempt.c.id.desc())
        if drill is not None:
            query = query.where(attempt.c.drill == drill)
        with self._database.reading() as connection:
            if before is not None:
                query = _older(query, _find(connection, before))
            return tuple(_record(row, Attempt) for row in connection.execute(query).mappings())

    def unfinished(self) -> tuple[Attempt, ...]:
        """List the attempts that are still running, oldest first."""
        query = select(attempt).where(attempt.c.state == State.RUNNING.value)
        query = query.order_by(attempt.c.made_at, attempt.c.id)
        with self._database.reading() as connection:
            return tuple(_record(row, Attempt) for row in connection.execute(query).mappings())

    def open_help(self, help_: Help) -> None:
        """Record that a hint or the solution was opened."""
        with self._database.writing() as connection:
            _ensure_account(connection, help_.learner, help_.opened_at)
            _insert_once(connection, insert(help_opened).values(**msgspec.structs.asdict(help_)))

    def help_for(self, learner: str, drill: str) -> tuple[Help, ...]:
        """List what a learner has opened on a drill."""
        query = select(help_opened).where(help_opened.c.learner == learner, help_opened.c.drill == drill)
        with self._database.reading() as connection:
            found = [_record(row, Help) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda one: (one.aid is Aid.SOLUTION, one.rung)))

    def standing(self, learner: str) -> dict[str, Standing]:
        """Say where a learner stands, by drill."""
        columns = [attempt.c[name] for name in Mark.__dataclass_fields__]
        query = select(*columns).where(attempt.c.learner == learner, attempt.c.state == State.FINISHED.value)
        query = query.order_by(attempt.c.made_at, attempt.c.id)
        with self._database.reading() as connection:
            return standing_of(Mark(**row) for row in connection.execute(query).mappings())

    def take_in_rescued(self) -> None:
        """Record what waits in files since the database could not take it."""
        for path, kept in self._rescue.kept() if self._rescue else ():
            with self._database.writing() as connection:
                _take_in(connection, kept)
            if self._rescue:
                self._rescue.taken_in(path)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def _change(self, attempt_id: str, change: Change) -> Attempt:
        begun = self._begun.get(attempt_id)
        with self._rescued(begun and change(begun)), self._database.writing() as connection:
            kept = _find(connection, attempt_id, to_change=True)
            if kept is None:
                raise KeyError(attempt_id)
            changed = change(kept)
            _update(connection, changed)
        self._begun.pop(attempt_id, None)
        return changed

    @contextmanager
    def _rescued(self, attempt_: Attempt | None) -> Iterator[None]:
        """Keep an attempt in a file if the database fails inside this block."""
        try:
            yield
        except StoreUnavailable as error:
            if attempt_ is None or self._rescue is None:
                raise
            path = self._rescue.keep(attempt_)
            said = (
                f"What you handed in is kept in {path} and is recorded at the next start.\n"
                if path
                else "What you handed in could not be kept either: copy it before you close this.\n"
            )
            raise StoreUnavailable(f"{said}{error}") from error


def _columns(kept: Attempt) -> dict[str, Any]:
    return {**msgspec.structs.asdict(kept), "kind": kept.kind.value, "state": kept.state.value}


def _record(row: RowMapping, kind: type[Record]) -> Record:
    return msgspec.convert({str(name): value for name, value in row.items()}, kind)


def _find(connection: Connection, attempt_id: str, *, to_change: bool = False) -> Attempt | None:
    query = select(attempt).where(attempt.c.id == attempt_id)
    if to_change:
        query = query.with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _record(row, Attempt)


def _older(query: Select[Any], last: Attempt | None) -> Select[Any]:
    if last is None:
        return query.where(attempt.c.id.is_(None))
    same_moment = and_(attempt.c.made_at == last.made_at, attempt.c.id < last.id)
    return query.where(or_(attempt.c.made_at < last.made_at, same_moment))


def _update(connection: Connection, changed: Attempt) -> None:
    connection.execute(update(attempt).where(attempt.c.id == changed.id).values(**_columns(changed)))


def _ensure_account(connection: Connection, learner: str, at: datetime) -> None:
    if connection.execute(select(account.c.id).where(account.c.id == learner)).one_or_none() is None:
        _insert_once(connection, insert(account).values(id=learner, made_at=at))


def _insert_once(connection: Connection, statement: Any) -> None:
    """Insert a row unless it is there already."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return


def _take_in(connection: Connection, rescued: Attempt) -> None:
    """Record a rescued attempt; one that never came to be judged is void."""
    kept = _find(connection, rescued.id, to_change=True)
    if rescued.state is State.RUNNING:
        rescued = replace(rescued, state=State.VOID, note=NOT_RECORDED, finished_at=rescued.made_at)
    if kept is None:
        _ensure_account(connection, rescued.learner, rescued.made_at)
        connection.execute(insert(attempt).values(**_columns(rescued)))
    elif kept.state is not State.FINISHED:
        _update(connection, rescued)
