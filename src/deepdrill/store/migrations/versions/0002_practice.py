"""What a learner prepares for, and what follows from their attempts: cards and the estimate."""  # noqa: INP001  Alembic runs this file by its path

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SITTING = timedelta(hours=4)
"""Attempts at a drill that are not further apart belong to one sitting."""

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables; cards and the estimate are made from the attempts at their first use."""
    op.add_column("attempt", sa.Column("variant", sa.String(16), nullable=False, server_default="whole"))
    op.add_column("attempt", sa.Column("tries", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("attempt", sa.Column("spent_s", sa.Integer(), nullable=True))
    _count_tries()
    _facts()
    _derived()


def _count_tries() -> None:
    """Number the attempts at a drill within a sitting, anew after each pass."""
    attempt = sa.table("attempt", *map(sa.column, ("id", "learner", "drill", "state", "outcome", "made_at", "tries")))
    columns = (attempt.c.id, attempt.c.learner, attempt.c.drill, attempt.c.outcome, attempt.c.made_at)
    query = sa.select(*columns).where(attempt.c.state == "finished")
    query = query.order_by(attempt.c.learner, attempt.c.drill, attempt.c.made_at)
    later: list[dict[str, object]] = []
    last, ended, tries = ("", ""), None, 1
    for row in op.get_bind().execute(query):
        made_at = datetime.fromisoformat(row.made_at) if isinstance(row.made_at, str) else row.made_at
        goes_on = ended is not None and last == (row.learner, row.drill) and made_at - ended < SITTING
        tries = tries + 1 if goes_on else 1
        if tries > 1:
            later.append({"which": row.id, "counted": tries})
        last, ended = (row.learner, row.drill), None if row.outcome == "passed" else made_at
    if later:
        change = sa.update(attempt).where(attempt.c.id == sa.bindparam("which")).values(tries=sa.bindparam("counted"))
        op.get_bind().execute(change, later)


def _facts() -> None:
    op.create_table(
        "correction",
        sa.Column("attempt", sa.String(64), nullable=False),
        _learner(),
        sa.Column("says", sa.String(16), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_correction_attempt_attempt"),
        _belongs("correction"),
        sa.PrimaryKeyConstraint("attempt", name="pk_correction"),
    )
    op.create_index("ix_correction_learner", "correction", ["learner"])
    op.create_table(
        "profile",
        _learner(),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("interview_on", sa.Date(), nullable=True),
        sa.Column("minutes_a_day", sa.Integer(), nullable=False),
        sa.Column("placement", sa.String(16), nullable=False),
        sa.Column("placing_since", MOMENT, nullable=True),
        sa.Column("passed_over", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        _belongs("profile"),
        sa.PrimaryKeyConstraint("learner", name="pk_profile"),
    )
    op.create_table(
        "opened",
        _learner(),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        _belongs("opened"),
        sa.PrimaryKeyConstraint("learner", "drill", name="pk_opened"),
    )
    op.create_table(
        "asked_for",
        _learner(),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        _belongs("asked_for"),
        sa.PrimaryKeyConstraint("learner", "drill", name="pk_asked_for"),
    )
    op.create_table(
        "sitting",
        _learner(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _belongs("sitting"),
        sa.PrimaryKeyConstraint("learner", "day", name="pk_sitting"),
    )


def _derived() -> None:
    op.create_table(
        "card",
        _learner(),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        _belongs("card"),
        sa.PrimaryKeyConstraint("learner", "drill", name="pk_card"),
    )
    op.create_table(
        "estimate",
        _learner(),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("attempt", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        _belongs("estimate"),
        sa.PrimaryKeyConstraint("learner", "place", name="pk_estimate"),
    )


def _learner() -> sa.Column[str]:
    return sa.Column("learner", sa.String(64), nullable=False)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner"], ["account.id"], name=f"fk_{table}_learner_account")


def downgrade() -> None:
    """Drop the tables; attempts stay."""
    for table in ("estimate", "card", "sitting", "asked_for", "opened", "profile", "correction"):
        op.drop_table(table)
    with op.batch_alter_table("attempt") as batch:
        batch.drop_column("spent_s")
        batch.drop_column("tries")
        batch.drop_column("variant")
