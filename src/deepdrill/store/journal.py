"""The journal that `practice` asks for, in a database."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from threading import Lock
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, RowMapping, Select, and_, delete, insert, or_, select, update

from deepdrill.errors import StoreUnavailable
from deepdrill.practice import (
    Aid,
    Attempt,
    Correction,
    Help,
    Learned,
    Learning,
    Mark,
    Standing,
    State,
    standing_of,
)
from deepdrill.practice.journal import amended, finished, voided
from deepdrill.recall import Variant
from deepdrill.store import learning as learning_
from deepdrill.store.book import SqlBook
from deepdrill.store.database import Database
from deepdrill.store.plans import SqlPlans
from deepdrill.store.rescue import Rescue
from deepdrill.store.rows import ensure_account, insert_once
from deepdrill.store.schema import attempt, correction, help_opened, opened

__all__ = ["SqlJournal"]

NOT_RECORDED = "The database could not be written when this was handed in; the text is kept, hand it in again."

Record = TypeVar("Record", Attempt, Correction, Help)

Change = Callable[[Attempt], Attempt]


class SqlJournal:
    """Keeps attempts and help in a database; close it at the end.

    What the database cannot take is kept in a file beside it and taken in later.
    """

    learning: Learning | None

    def __init__(self, database: Database, rescue: Rescue | None, learning: Learning | None = None) -> None:
        """Use an open, migrated database; `open_store` makes one.

        Args:
            database: Where attempts are kept.
            rescue: Where they wait when the database cannot take them; None to keep none.
            learning: What follows from them; None leaves that to the next time that `learned` is asked.
        """
        self.learning = learning
        self._making_anew = Lock()
        """Whoever comes second waits for the first instead of for the database, which gives up after a while."""
        self.plans = SqlPlans(database)
        """What the learner prepares for and does today, in the same database."""
        self.book = SqlBook(database)
        """The learner's interviews, likewise."""
        self._database = database
        self._rescue = rescue
        self._begun: dict[str, Attempt] = {}
        """Of this process and not finished yet: what a rescue would have to write."""

    def begin(self, attempt_: Attempt) -> None:
        """Keep an attempt before its work starts."""
        with self._rescued(attempt_), self._database.writing() as connection:
            ensure_account(connection, attempt_.learner, attempt_.made_at)
            connection.execute(insert(attempt).values(**_plain(attempt_)))
        self._begun[attempt_.id] = attempt_

    def finish(self, attempt_id: str, *, outcome: str, report: str, at: datetime) -> Attempt:
        """Record how an attempt ended; the first report stays."""
        return self._change(attempt_id, lambda kept: finished(kept, outcome=outcome, report=report, at=at))

    def void(self, attempt_id: str, *, note: str, at: datetime, report: str | None = None) -> Attempt:
        """Take an attempt out of the count and keep its text."""
        return self._change(attempt_id, lambda kept: voided(kept, note=note, at=at, report=report))

    def amend(self, attempt_id: str, *, outcome: str, report: str) -> Attempt:
        """Put another report in place of a finished attempt's."""
        return self._change(attempt_id, lambda kept: amended(kept, outcome=outcome, report=report))

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        with self._database.reading() as connection:
            return _find(connection, attempt_id)

    def attempts(
        self,
        learner: str,
        drill: str | None = None,
        *,
        limit: int = 50,
        before: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first."""
        query = select(attempt).where(attempt.c.learner == learner).limit(limit)
        query = query.order_by(attempt.c.made_at.desc(), attempt.c.id.desc())
        if drill is not None:
            query = query.where(attempt.c.drill == drill)
        if since is not None:
            query = query.where(attempt.c.made_at >= since)
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
            ensure_account(connection, help_.learner, help_.opened_at)
            insert_once(connection, insert(help_opened).values(**msgspec.structs.asdict(help_)))

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
        query = query.where(attempt.c.variant == Variant.WHOLE.value)
        query = query.order_by(attempt.c.made_at, attempt.c.id)
        with self._database.reading() as connection:
            return standing_of(Mark(**row) for row in connection.execute(query).mappings())

    def open_drill(self, learner: str, drill: str, at: datetime) -> None:
        """Record when a learner began to look at a drill."""
        place = and_(opened.c.learner == learner, opened.c.drill == drill)
        with self._database.writing() as connection:
            ensure_account(connection, learner, at)
            if not connection.execute(update(opened).where(place).values(opened_at=at)).rowcount:
                insert_once(connection, insert(opened).values(learner=learner, drill=drill, opened_at=at))

    def opened_at(self, learner: str, drill: str) -> datetime | None:
        """Say when a learner last began to look at a drill."""
        query = select(opened.c.opened_at).where(opened.c.learner == learner, opened.c.drill == drill)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def correct(self, correction_: Correction) -> None:
        """Keep the learner's own word on an attempt."""
        with self._correcting(correction_.attempt) as connection:
            connection.execute(delete(correction).where(correction.c.attempt == correction_.attempt))
            connection.execute(insert(correction).values(**_plain(correction_)))

    def withdraw(self, attempt_id: str) -> None:
        """Forget the learner's own word on an attempt."""
        with self._correcting(attempt_id) as connection:
            connection.execute(delete(correction).where(correction.c.attempt == attempt_id))

    def correction(self, attempt_id: str) -> Correction | None:
        """Find the learner's own word on an attempt."""
        with self._database.reading() as connection:
            row = connection.execute(select(correction).where(correction.c.attempt == attempt_id)).mappings()
            return next((_record(one, Correction) for one in row), None)

    def learned(self, learner: str) -> Learned:
        """Say what is known of a learner; made anew from all attempts where it is missing or of older rules."""
        with self._database.reading() as connection:
            found = learning_.kept(connection, learner)
        if found is not None or self.learning is None:
            return found or Learned()
        with self._making_anew, self._database.writing() as connection:
            found = learning_.kept(connection, learner)  # by somebody who asked at the same moment
            return found or learning_.make_anew(connection, self.learning, learner)

    def take_in(self, attempts: Iterable[Attempt], helps: Iterable[Help], corrections: Iterable[Correction]) -> int:
        """Keep what comes from another journal, all or nothing; what is here already stays."""
        with self._database.writing() as connection:
            learners, new = set(), 0
            for one in attempts:
                ensure_account(connection, one.learner, one.made_at)
                new += insert_once(connection, insert(attempt).values(**_plain(one)))
                learners.add(one.learner)
            for help_ in helps:
                ensure_account(connection, help_.learner, help_.opened_at)
                insert_once(connection, insert(help_opened).values(**_plain(help_)))
            for said in corrections:
                insert_once(connection, insert(correction).values(**_plain(said)))
                learners.add(said.learner)
            for learner in learners:
                learning_.forget(connection, learner)
        return new

    def every_help(self, learner: str) -> tuple[Help, ...]:
        """List all help that a learner has opened, oldest first."""
        query = select(help_opened).where(help_opened.c.learner == learner)
        query = query.order_by(help_opened.c.opened_at, help_opened.c.drill, help_opened.c.aid, help_opened.c.rung)
        with self._database.reading() as connection:
            return tuple(_record(row, Help) for row in connection.execute(query).mappings())

    def every_correction(self, learner: str) -> tuple[Correction, ...]:
        """List every word of a learner on their own attempts, oldest first."""
        query = select(correction).where(correction.c.learner == learner)
        query = query.order_by(correction.c.said_at, correction.c.attempt)
        with self._database.reading() as connection:
            return tuple(_record(row, Correction) for row in connection.execute(query).mappings())

    def take_in_rescued(self) -> None:
        """Record what waits in files since the database could not take it."""
        for path, kept in self._rescue.kept() if self._rescue else ():
            with self._database.writing() as connection:
                _take_in(connection, kept)
                learning_.forget(connection, kept.learner)
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
            if changed != kept:
                learning_.take_in(connection, self.learning, changed)
        self._begun.pop(attempt_id, None)
        return changed

    @contextmanager
    def _correcting(self, attempt_id: str) -> Iterator[Connection]:
        """Give a connection to change the word on an attempt with, and let the card and the estimate follow."""
        with self._database.writing() as connection:
            kept = _find(connection, attempt_id, to_change=True)
            if kept is None:
                raise KeyError(attempt_id)
            yield connection
            learning_.take_in(connection, self.learning, kept)

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


def _plain(kept: msgspec.Struct) -> dict[str, Any]:
    """Give the columns of a record; a word from a list is kept as that word."""
    fields = msgspec.structs.asdict(kept)
    return {name: value.value if isinstance(value, Enum) else value for name, value in fields.items()}


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
    connection.execute(update(attempt).where(attempt.c.id == changed.id).values(**_plain(changed)))


def _take_in(connection: Connection, rescued: Attempt) -> None:
    """Record a rescued attempt; one that never came to be judged is void."""
    kept = _find(connection, rescued.id, to_change=True)
    if rescued.state is State.RUNNING:
        rescued = replace(rescued, state=State.VOID, note=NOT_RECORDED, finished_at=rescued.made_at)
    if kept is None:
        ensure_account(connection, rescued.learner, rescued.made_at)
        connection.execute(insert(attempt).values(**_plain(rescued)))
    elif kept.state is not State.FINISHED:
        _update(connection, rescued)
