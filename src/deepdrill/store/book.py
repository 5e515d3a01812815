"""The book of interviews that `interview` asks for, in a database."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from deepdrill.interview import Interview, Moved, Saved, Step
from deepdrill.interview.edits import Edit
from deepdrill.interview.records import Event
from deepdrill.store.database import Database
from deepdrill.store.rows import ensure_account
from deepdrill.store.schema import interview, interview_edit, interview_event

__all__ = ["SqlBook"]

_EVENT = msgspec.json.Decoder(Event)
_EDITS = msgspec.json.Decoder(tuple[Edit, ...])


class SqlBook:
    """Keeps interviews in an open, migrated database, which others close."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, begun: Interview) -> None:
        """Keep an interview before anything happens in it."""
        with self._database.writing() as connection:
            ensure_account(connection, begun.learner, begun.begun_at)
            row = {"id": begun.id, "learner": begun.learner, "begun_at": begun.begun_at}
            connection.execute(insert(interview).values(**row, record=_json(begun)))

    def interview(self, interview_id: str) -> Interview | None:
        """Find one."""
        query = select(interview.c.record).where(interview.c.id == interview_id)
        with self._database.reading() as connection:
            record = connection.execute(query).scalar()
        return None if record is None else msgspec.json.decode(record, type=Interview)

    def interviews(self, learner: str, *, limit: int = 50) -> tuple[Interview, ...]:
        """List them, newest first."""
        query = select(interview.c.record).where(interview.c.learner == learner).limit(limit)
        query = query.order_by(interview.c.begun_at.desc(), interview.c.id.desc())
        with self._database.reading() as connection:
            return tuple(msgspec.json.decode(one, type=Interview) for one in connection.execute(query).scalars())

    def log(self, interview_id: str) -> tuple[Event, ...]:
        """Give what happened, in order."""
        query = select(interview_event.c.record).where(interview_event.c.interview == interview_id)
        with self._database.reading() as connection:
            records = connection.execute(query.order_by(interview_event.c.place)).scalars()
            return tuple(_EVENT.decode(record) for record in records)

    def append(self, interview_id: str, events: Sequence[Event], *, after: int) -> None:
        """Add to a log that has so many events."""
        rows = [
            {"interview": interview_id, "place": after + place, "at": event.at, "record": _json(event)}
            for place, event in enumerate(events)
        ]
        try:
            with self._database.writing() as connection:
                if _count(connection, interview_event, interview_id) != after:
                    raise Moved
                connection.execute(insert(interview_event), rows)
        except IntegrityError:  # on PostgreSQL both may have counted before either wrote
            raise Moved from None

    def save(self, interview_id: str, saved: Saved) -> None:
        """Keep some edits."""
        with self._database.writing() as connection:
            row = {"interview": interview_id, "place": _count(connection, interview_edit, interview_id)}
            row |= {"turn": saved.step.turn, "step": saved.step.number, "at": saved.at, "record": _json(saved.edits)}
            connection.execute(insert(interview_edit).values(**row))

    def saved(self, interview_id: str, step: Step | None = None) -> tuple[Saved, ...]:
        """Give the edits of a step, or of all, in the order in which they came."""
        query = select(interview_edit).where(interview_edit.c.interview == interview_id)
        if step is not None:
            query = query.where(interview_edit.c.turn == step.turn, interview_edit.c.step == step.number)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(interview_edit.c.place)).mappings()
            return tuple(
                Saved(step=Step(turn=row["turn"], number=row["step"]), edits=_EDITS.decode(row["record"]), at=row["at"])
                for row in rows
            )

    def saved_bytes(self, interview_id: str) -> int:
        """Say how much room an interview's edits take."""
        length = func.coalesce(func.sum(func.length(interview_edit.c.record)), 0)
        with self._database.reading() as connection:
            query = select(length).where(interview_edit.c.interview == interview_id)
            return int(connection.execute(query).scalar() or 0)


def _count(connection: Connection, table: Table, interview_id: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.interview == interview_id)
    return int(connection.execute(query).scalar() or 0)


def _json(record: Any) -> str:
    return msgspec.json.encode(record).decode()
