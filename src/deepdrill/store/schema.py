"""The tables, once for SQLite and PostgreSQL. How a database reaches the next version is in `migrations`."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

__all__ = ["REVISIONS", "UtcTime", "account", "attempt", "help_opened", "metadata"]

REVISIONS = ("0001",)
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
