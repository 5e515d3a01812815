"""Rows that several tables need: the learner's account, and a row that is written once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from deepdrill.store.schema import account

__all__ = ["ensure_account", "insert_once"]


def ensure_account(connection: Connection, learner: str, at: datetime) -> None:
    """Make a learner's account unless it is there already."""
    if connection.execute(select(account.c.id).where(account.c.id == learner)).one_or_none() is None:
        insert_once(connection, insert(account).values(id=learner, made_at=at))


def insert_once(connection: Connection, statement: Any) -> bool:
    """Insert a row unless it is there already; tell whether it was not."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return False
    return True
