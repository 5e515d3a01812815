"""The plans that `practice` asks for, in a database."""

from datetime import date

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from deepdrill.curriculum import Profile
from deepdrill.practice.plans import AskedFor, KeptSitting, Setup
from deepdrill.store.database import Database
from deepdrill.store.rows import ensure_account
from deepdrill.store.schema import asked_for, profile, sitting

__all__ = ["SqlPlans"]

_names = msgspec.json.Decoder(tuple[str, ...])


class SqlPlans:
    """Keeps set-ups and sittings in an open, migrated database; `open_store` makes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def setup(self, learner: str) -> Setup | None:
        """Find what a learner has told about themselves."""
        with self._database.reading() as connection:
            row = connection.execute(select(profile).where(profile.c.learner == learner)).mappings().one_or_none()
        if row is None:
            return None
        told = {name: row[name] for name in Profile.__struct_fields__}
        kept = {name: row[name] for name in ("learner", "placement", "placing_since", "set_at")}
        passed_over = _names.decode(row["passed_over"])
        return msgspec.convert({**kept, "profile": told, "passed_over": passed_over}, Setup)

    def set_up(self, setup: Setup) -> None:
        """Keep it, in place of what was told before."""
        row = {
            **msgspec.structs.asdict(setup.profile),
            "learner": setup.learner,
            "level": setup.profile.level.value,
            "placement": setup.placement.value,
            "placing_since": setup.placing_since,
            "passed_over": msgspec.json.encode(setup.passed_over).decode(),
            "set_at": setup.set_at,
        }
        with self._database.writing() as connection:
            ensure_account(connection, setup.learner, setup.set_at)
            if not connection.execute(update(profile).where(profile.c.learner == setup.learner).values(**row)).rowcount:
                connection.execute(insert(profile).values(**row))

    def sitting(self, learner: str, day: date) -> KeptSitting | None:
        """Find a day's sitting; one that was written by other rules is none."""
        query = select(sitting.c.record).where(sitting.c.learner == learner, sitting.c.day == day)
        with self._database.reading() as connection:
            record = connection.execute(query).scalar_one_or_none()
        try:
            return None if record is None else msgspec.json.decode(record, type=KeptSitting)
        except msgspec.ValidationError:
            return None

    def keep_sitting(self, kept: KeptSitting) -> None:
        """Keep a day's sitting, in place of an earlier plan for that day."""
        place = and_(sitting.c.learner == kept.learner, sitting.c.day == kept.day)
        row = {"record": msgspec.json.encode(kept).decode(), "made_at": kept.made_at}
        with self._database.writing() as connection:
            ensure_account(connection, kept.learner, kept.made_at)
            if not connection.execute(update(sitting).where(place).values(**row)).rowcount:
                connection.execute(insert(sitting).values(learner=kept.learner, day=kept.day, **row))

    def ask_for(self, asked: AskedFor) -> None:
        """Have a drill in the next sitting; a newer reason takes the place of an older one."""
        row = msgspec.structs.asdict(asked)
        with self._database.writing() as connection:
            ensure_account(connection, asked.learner, asked.asked_at)
            connection.execute(delete(asked_for).where(_is(asked.learner, asked.drill)))
            connection.execute(insert(asked_for).values(**row))

    def asked_for(self, learner: str) -> tuple[AskedFor, ...]:
        """List the drills that were asked for, oldest first."""
        query = select(asked_for).where(asked_for.c.learner == learner)
        query = query.order_by(asked_for.c.asked_at, asked_for.c.drill)
        with self._database.reading() as connection:
            return tuple(AskedFor(**row) for row in connection.execute(query).mappings())

    def met(self, learner: str, drill: str) -> None:
        """Forget that a drill was asked for."""
        with self._database.writing() as connection:
            connection.execute(delete(asked_for).where(_is(learner, drill)))


def _is(learner: str, drill: str) -> ColumnElement[bool]:
    return and_(asked_for.c.learner == learner, asked_for.c.drill == drill)
