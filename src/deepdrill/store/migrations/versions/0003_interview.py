"""Interviews: what was agreed, what happened, how answers came about."""  # noqa: INP001  Alembic runs it by its path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "interview",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("learner", sa.String(64), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["account.id"], name="fk_interview_learner_account"),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
    )
    op.create_index("ix_interview_learner_begun_at", "interview", ["learner", "begun_at"])
    op.create_table(
        "interview_event",
        sa.Column("interview", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["interview"], ["interview.id"], name="fk_interview_event_interview_interview"),
        sa.PrimaryKeyConstraint("interview", "place", name="pk_interview_event"),
    )
    op.create_table(
        "interview_edit",
        sa.Column("interview", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["interview"], ["interview.id"], name="fk_interview_edit_interview_interview"),
        sa.PrimaryKeyConstraint("interview", "place", name="pk_interview_edit"),
    )


def downgrade() -> None:
    """Drop the tables, and with them all interviews."""
    op.drop_table("interview_edit")
    op.drop_table("interview_event")
    op.drop_table("interview")
