"""Accounts, attempts and the help that was opened."""  # noqa: INP001  Alembic runs this file by its path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("learner", sa.String(64), nullable=False),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("saw_solution", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["learner"], ["account.id"], name="fk_attempt_learner_account"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_learner_made_at", "attempt", ["learner", "made_at"])
    op.create_index("ix_attempt_learner_drill_made_at", "attempt", ["learner", "drill", "made_at"])
    op.create_index("ix_attempt_state", "attempt", ["state"])
    op.create_table(
        "help",
        sa.Column("learner", sa.String(64), nullable=False),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("aid", sa.String(16), nullable=False),
        sa.Column("rung", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gave_up", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["account.id"], name="fk_help_learner_account"),
        sa.PrimaryKeyConstraint("learner", "drill", "aid", "rung", name="pk_help"),
    )


def downgrade() -> None:
    """Drop the tables, and with them all attempts."""
    op.drop_table("help")
    op.drop_table("attempt")
    op.drop_table("account")
