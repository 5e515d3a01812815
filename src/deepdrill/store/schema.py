"""The tables, once for SQLite and PostgreSQL. How a database reaches the next version is in `migrations`."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

__all__ = [
    "REVISIONS",
    "UtcTime",
    "account",
    "asked_for",
    "attempt",
    "card",
    "correction",
    "estimate",
    "help_opened",
    "interview",
    "interview_edit",
    "interview_event",
    "metadata",
    "opened",
    "profile",
    "sitting",
]

REVISIONS = ("0001", "0002", "0003")
"""Every version of the schema, oldest first. Listed here so that a start needs no Alembic."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite drops time zones, so this puts them back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone; store the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; take moments from deepdrill.clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back a moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every constraint has a name, without which SQLite's batch migrations cannot drop one."""

account = Table(
    "account",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("made_at", UtcTime(), nullable=False),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("learner", String(64), ForeignKey(account.c.id), nullable=False),
    Column("drill", String(200), nullable=False),
    Column("revision", Integer(), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text(), nullable=False),
    Column("seed", BigInteger(), nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", String(32)),
    Column("report", Text()),
    Column("note", Text(), nullable=False),
    Column("hints", Integer(), nullable=False),
    Column("saw_solution", Boolean(), nullable=False),
    Column("made_at", UtcTime(), nullable=False),
    Column("finished_at", UtcTime()),
    Column("variant", String(16), nullable=False, server_default="whole"),
    Column("tries", Integer(), nullable=False, server_default="1"),
    Column("spent_s", Integer()),
    Index(None, "learner", "made_at"),
    Index(None, "learner", "drill", "made_at"),
    Index(None, "state"),
)

help_opened = Table(
    "help",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("drill", String(200), primary_key=True),
    Column("aid", String(16), primary_key=True),
    Column("rung", Integer(), primary_key=True, autoincrement=False),
    Column("gave_up", Boolean(), nullable=False),
    Column("opened_at", UtcTime(), nullable=False),
)

interview = Table(
    "interview",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("learner", String(64), ForeignKey(account.c.id), nullable=False),
    Column("begun_at", UtcTime(), nullable=False),
    Column("record", Text(), nullable=False),
    Index(None, "learner", "begun_at"),
)

interview_event = Table(
    "interview_event",
    metadata,
    Column("interview", String(64), ForeignKey(interview.c.id), primary_key=True),
    Column("place", Integer(), primary_key=True, autoincrement=False),
    Column("at", UtcTime(), nullable=False),
    Column("record", Text(), nullable=False),
)
"""The log: nothing in it changes, and two writers cannot take the same place."""

interview_edit = Table(
    "interview_edit",
    metadata,
    Column("interview", String(64), ForeignKey(interview.c.id), primary_key=True),
    Column("place", Integer(), primary_key=True, autoincrement=False),
    Column("turn", Integer(), nullable=False),
    Column("step", Integer(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    Column("record", Text(), nullable=False),
)
"""How answers came about, in small changes."""
correction = Table(
    "correction",
    metadata,
    Column("attempt", String(64), ForeignKey(attempt.c.id), primary_key=True),
    Column("learner", String(64), ForeignKey(account.c.id), nullable=False),
    Column("says", String(16), nullable=False),
    Column("said_at", UtcTime(), nullable=False),
    Index(None, "learner"),
)

profile = Table(
    "profile",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("role", String(64), nullable=False),
    Column("level", String(16), nullable=False),
    Column("interview_on", Date()),
    Column("minutes_a_day", Integer(), nullable=False),
    Column("placement", String(16), nullable=False),
    Column("placing_since", UtcTime()),
    Column("passed_over", Text(), nullable=False),
    Column("set_at", UtcTime(), nullable=False),
)

opened = Table(
    "opened",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("drill", String(200), primary_key=True),
    Column("opened_at", UtcTime(), nullable=False),
)

sitting = Table(
    "sitting",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("day", Date(), primary_key=True),
    Column("record", Text(), nullable=False),
    Column("made_at", UtcTime(), nullable=False),
)

asked_for = Table(
    "asked_for",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("drill", String(200), primary_key=True),
    Column("says", Text(), nullable=False),
    Column("asked_at", UtcTime(), nullable=False),
)

# What follows from the attempts and can be made again from them.

card = Table(
    "card",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("drill", String(200), primary_key=True),
    Column("record", Text(), nullable=False),
)

estimate = Table(
    "estimate",
    metadata,
    Column("learner", String(64), ForeignKey(account.c.id), primary_key=True),
    Column("place", Integer(), primary_key=True, autoincrement=False),
    Column("at", UtcTime(), nullable=False),
    Column("attempt", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("record", Text(), nullable=False),
)
