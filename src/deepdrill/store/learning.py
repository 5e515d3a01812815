"""Cards and the estimate of ability, kept beside the attempts that they follow from.

Of the estimate the newest state is kept and, every so often, an earlier one, so that an attempt that is overruled or
comes late is taken in at its place without going through all attempts again.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, and_, delete, insert, literal, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from deepdrill.curriculum import Estimate
from deepdrill.practice.learning import Learned, Learning, Told, version
from deepdrill.practice.records import Attempt, Says, State
from deepdrill.recall import Card
from deepdrill.store.schema import account, attempt, card, correction, estimate

__all__ = ["forget", "kept", "make_anew", "take_in"]

EVERY = 50
"""Attempts between two earlier states that are kept."""

EARLIER = 4
"""Earlier states that are kept: enough for what was done in the last days."""

A_BATCH = 1000
"""Rows that are written at once."""

log = logging.getLogger(__name__)

_estimates = msgspec.json.Decoder(Estimate)
_cards = msgspec.json.Decoder(Card)


class _State(NamedTuple):
    """The estimate after the attempt of this age, with its place among all."""

    place: int
    at: datetime
    attempt: str
    estimate: Estimate

    @property
    def age(self) -> tuple[datetime, str]:
        return self.at, self.attempt


def take_in(connection: Connection, learning: Learning | None, changed: Attempt) -> None:
    """Let the card and the estimate follow a finished attempt; a second time, or with another report, too.

    A fault of ours in here must not cost the learner the attempt: then the estimate is forgotten, and whoever asks for
    it next meets the fault.
    """
    if changed.state is not State.FINISHED:
        return
    if learning is None:
        forget(connection, changed.learner)
        return
    try:
        with connection.begin_nested():
            _take_in(connection, learning, changed)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("attempt %s is kept, but could not be taken in", changed.id)
        forget(connection, changed.learner)


def forget(connection: Connection, learner: str) -> None:
    """Forget what follows from a learner's attempts, so that it is made anew when it is asked for."""
    connection.execute(delete(estimate).where(estimate.c.learner == learner))


def kept(connection: Connection, learner: str) -> Learned | None:
    """Give what is kept; None where it is missing or was made by other rules."""
    newest = _newest(connection, learner)
    if newest is None:
        return None if _any_finished(connection, learner) else Learned()
    query = select(card.c.record).where(card.c.learner == learner)
    cards = map(_cards.decode, connection.execute(query).scalars())
    return Learned(estimate=newest.estimate, cards={one.drill: one for one in cards})


def make_anew(connection: Connection, learning: Learning, learner: str) -> Learned:
    """Go through all attempts of a learner and keep what follows from them."""
    _lock(connection, learner)
    connection.execute(delete(card).where(card.c.learner == learner))
    forget(connection, learner)
    fold = _Fold(learning, learner)
    for told in _told(connection, learner):
        fold.take(told)
        if fold.place % EVERY == 0:
            fold.remember_state()
    fold.remember_state()
    for state in fold.states:
        _keep_state(connection, learner, state)
    rows = [_card_row(learner, one) for one in fold.cards.values()]
    for start in range(0, len(rows), A_BATCH):
        connection.execute(insert(card), rows[start : start + A_BATCH])
    return Learned(estimate=fold.estimate, cards=fold.cards, made_anew_from=fold.place)


class _Fold:
    """All attempts of a learner, taken in one after the other."""

    def __init__(self, learning: Learning, learner: str) -> None:
        self.cards: dict[str, Card] = {}
        self.place = 0
        self.states: list[_State] = []
        self._learning = learning
        self._learner = learner
        self._estimate = Estimate()
        self._waiting: list[Told] = []
        self._last: Told | None = None

    @property
    def estimate(self) -> Estimate:
        """What is known so far."""
        if self._waiting:
            self._estimate = self._learning.observe(self._estimate, self._waiting)
            self._waiting = []
        return self._estimate

    def take(self, told: Told) -> None:
        """Take in the next one; the estimate takes in several at once."""
        name = told.attempt.drill
        after = self._learning.remember(self.cards.get(name), told)
        if after is not None:
            self.cards[name] = after
        self._waiting.append(told)
        self._last = told
        self.place += 1

    def remember_state(self) -> None:
        """Keep the state as it is now, and let go of the oldest."""
        if self._last is None or (self.states and self.states[-1].place == self.place):
            return
        last = self._last.attempt
        self.states.append(_State(self.place, last.made_at, last.id, self.estimate))
        del self.states[: -EARLIER - 1]


def _take_in(connection: Connection, learning: Learning, changed: Attempt) -> None:
    _lock(connection, changed.learner)
    newest = _newest(connection, changed.learner)
    if newest is None:
        _begin(connection, learning, changed)
        return
    age = (changed.made_at, changed.id)
    if age > newest.age:
        _go_on(connection, learning, changed, newest)
        return
    before = _before(connection, changed.learner, age)
    if before is None:
        make_anew(connection, learning, changed.learner)
        return
    later = delete(estimate).where(estimate.c.learner == changed.learner, estimate.c.place > before.place)
    connection.execute(later)
    told = tuple(_told(connection, changed.learner, after=before.age))
    after = learning.observe(before.estimate, told)
    last = told[-1].attempt
    _keep_state(connection, changed.learner, _State(before.place + len(told), last.made_at, last.id, after))
    _make_card_anew(connection, learning, changed)


def _begin(connection: Connection, learning: Learning, changed: Attempt) -> None:
    """Begin with the first attempt; where others came before, all are gone through when it is asked for, not now."""
    if _any_finished(connection, changed.learner, besides=changed.id):
        forget(connection, changed.learner)
    else:
        make_anew(connection, learning, changed.learner)


def _go_on(connection: Connection, learning: Learning, changed: Attempt, newest: _State) -> None:
    """Take in an attempt that is younger than all others."""
    told = Told(attempt=changed, says=_says(connection, changed.id))
    after = learning.observe(newest.estimate, [told])
    _keep_state(connection, changed.learner, _State(newest.place + 1, changed.made_at, changed.id, after))
    if newest.place % EVERY:
        gone = estimate.c.place == newest.place
        connection.execute(delete(estimate).where(estimate.c.learner == changed.learner, gone))
    old = estimate.c.place < newest.place - EVERY * EARLIER
    connection.execute(delete(estimate).where(estimate.c.learner == changed.learner, old))
    before = _card(connection, changed.learner, changed.drill)
    _keep_card(connection, changed.learner, learning.remember(before, told))


def _make_card_anew(connection: Connection, learning: Learning, changed: Attempt) -> None:
    after: Card | None = None
    for told in _told(connection, changed.learner, drill=changed.drill):
        after = learning.remember(after, told)
    _keep_card(connection, changed.learner, after)


def _told(
    connection: Connection, learner: str, *, drill: str | None = None, after: tuple[datetime, str] | None = None
) -> Iterator[Told]:
    """Give finished attempts in the order of their age, without their text."""
    columns = [one for one in attempt.c if one.name != "text"]
    query = select(*columns, literal("").label("text"), correction.c.says)
    query = query.select_from(attempt.outerjoin(correction, correction.c.attempt == attempt.c.id))
    query = query.where(attempt.c.learner == learner, attempt.c.state == State.FINISHED.value)
    query = query.order_by(attempt.c.made_at, attempt.c.id)
    if drill is not None:
        query = query.where(attempt.c.drill == drill)
    if after is not None:
        query = _younger(query, after)
    result = connection.execute(query.execution_options(yield_per=A_BATCH))
    names = [str(name) for name in result.keys()]  # noqa: SIM118  a result's names, not a mapping's
    for row in result:
        fields = dict(zip(names, row, strict=True))
        says = fields.pop("says")
        yield Told(attempt=msgspec.convert(fields, Attempt), says=Says(says) if says else None)


def _younger(query: Select[Any], age: tuple[datetime, str]) -> Select[Any]:
    same_moment = and_(attempt.c.made_at == age[0], attempt.c.id > age[1])
    return query.where(or_(attempt.c.made_at > age[0], same_moment))


def _newest(connection: Connection, learner: str) -> _State | None:
    query = select(estimate).where(estimate.c.learner == learner, estimate.c.version == version())
    row = connection.execute(query.order_by(estimate.c.place.desc()).limit(1)).mappings().one_or_none()
    return None if row is None else _state(row)


def _before(connection: Connection, learner: str, age: tuple[datetime, str]) -> _State | None:
    same_moment = and_(estimate.c.at == age[0], estimate.c.attempt < age[1])
    query = select(estimate).where(estimate.c.learner == learner, estimate.c.version == version())
    query = query.where(or_(estimate.c.at < age[0], same_moment)).order_by(estimate.c.place.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _state(row)


def _state(row: Any) -> _State:
    return _State(row["place"], row["at"], row["attempt"], _estimates.decode(row["record"]))


def _keep_state(connection: Connection, learner: str, state: _State) -> None:
    record = msgspec.json.encode(state.estimate).decode()
    values = {"place": state.place, "at": state.at, "attempt": state.attempt, "version": version(), "record": record}
    connection.execute(insert(estimate).values(learner=learner, **values))


def _card(connection: Connection, learner: str, drill: str) -> Card | None:
    query = select(card.c.record).where(card.c.learner == learner, card.c.drill == drill)
    record = connection.execute(query).scalar_one_or_none()
    return None if record is None else _cards.decode(record)


def _keep_card(connection: Connection, learner: str, one: Card | None) -> None:
    if one is None:
        return
    row = _card_row(learner, one)
    place = and_(card.c.learner == learner, card.c.drill == one.drill)
    if not connection.execute(update(card).where(place).values(record=row["record"])).rowcount:
        connection.execute(insert(card).values(**row))


def _card_row(learner: str, one: Card) -> dict[str, str]:
    return {"learner": learner, "drill": one.drill, "record": msgspec.json.encode(one).decode()}


def _says(connection: Connection, attempt_id: str) -> Says | None:
    says = connection.execute(select(correction.c.says).where(correction.c.attempt == attempt_id)).scalar_one_or_none()
    return Says(says) if says else None


def _any_finished(connection: Connection, learner: str, besides: str = "") -> bool:
    query = select(attempt.c.id).where(attempt.c.learner == learner, attempt.c.state == State.FINISHED.value)
    query = query.where(attempt.c.id != besides)
    return connection.execute(query.limit(1)).first() is not None


def _lock(connection: Connection, learner: str) -> None:
    """Take turns: two attempts of one learner must not go on from the same state. SQLite has its own lock."""
    connection.execute(select(account.c.id).where(account.c.id == learner).with_for_update())
