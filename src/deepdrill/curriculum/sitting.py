"""What to do now: due cards, the weakest topics within reach, and one stretch, each with its reason.

What a drill is worth is decided in `outlook`; this file fills the minutes.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from deepdrill.curriculum.course import ROUNDS, Course
from deepdrill.curriculum.outlook import Outlook, days_left, look
from deepdrill.curriculum.records import Estimate, Item, Profile, Reason, Sitting
from deepdrill.recall.cards import SAME_SITTING
from deepdrill.recall.records import Card, Variant

__all__ = ["next_drill", "sitting"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_AGAIN_IN_CELL = 0.8
"""What a further drill of the same topic and round in one sitting is worth: the second of a kind teaches less."""
_OVER_SHARE = 0.6
"""What further minutes for a round are worth once it has had its share of the sitting, by the role; less beyond it."""
_LEAST_SHARE = 0.05
"""A round that the role does not have, or has less of, counts as if it had this share."""
_STRETCH_FROM = 20.0
"""Minutes from which on a sitting has a stretch."""
_STRETCH = (0.15, 0.50)
"""Chance to solve it: hard enough to learn from, not hopeless."""
_STRETCH_SHARE = 0.6
"""Of the sitting's minutes at most."""
_WEAK = 0.5
"""Chance to solve a drill below which its topic and round are called weak."""
_TIE = 1e-6


def sitting(
    course: Course,
    profile: Profile,
    estimate: Estimate,
    cards: Mapping[str, Card],
    now: datetime,
    *,
    minutes: float,
    seed: int,
    without: Collection[str] = (),
    asked_for: Mapping[str, str] | None = None,
) -> Sitting:
    """Choose what to do within the minutes.

    Args:
        course: The drills.
        profile: What the learner gets ready for.
        estimate: Of their ability.
        cards: By drill; a drill without a card was never attempted.
        now: The present moment.
        minutes: How long they have.
        seed: Settles ties.
        without: Drills that are not wanted now: done already, or "not today".
        asked_for: Drills that come first, each with the reason to show.
    """
    filling = _Filling(course, profile, look(course, profile, estimate, cards, now), cards, now, minutes, seed, without)
    for path, why in (asked_for or {}).items():
        filling.ask_for(path, why)
    if minutes >= _STRETCH_FROM:
        filling.stretch()
    filling.fill()
    return filling.sitting()


def next_drill(
    course: Course,
    profile: Profile,
    estimate: Estimate,
    cards: Mapping[str, Card],
    now: datetime,
    *,
    minutes: float,
    seed: int,
    without: Collection[str] = (),
) -> Item | None:
    """Choose the one thing that is worth most per minute now; None where nothing is left."""
    filling = _Filling(course, profile, look(course, profile, estimate, cards, now), cards, now, minutes, seed, without)
    filling.fill(most=1)
    items = filling.sitting().items
    return items[0] if items else None


class _Filling:
    """A sitting while it is being filled."""

    def __init__(
        self,
        course: Course,
        profile: Profile,
        outlook: Outlook,
        cards: Mapping[str, Card],
        now: datetime,
        minutes: float,
        seed: int,
        without: Collection[str],
    ) -> None:
        self.course, self.profile, self.outlook, self.cards, self.now = course, profile, outlook, cards, now
        self.left = self.minutes = minutes
        self.items: list[Item] = []
        self.open = self._open(without)
        weights = course.role(profile).rounds
        self.share = np.array([max(weights.get(one, 0) / sum(weights.values()), _LEAST_SHARE) for one in ROUNDS])
        self.round = course.round
        self.rate = outlook.worth / outlook.minutes  # worth per minute
        self.rate = self.rate * (1 + _TIE * np.random.default_rng(seed).random(len(self.rate)))

    def _open(self, without: Collection[str]) -> Flags:
        outlook = self.outlook
        open_ = outlook.reachable | ~outlook.fresh
        if days_left(self.profile, self.now) is None:
            open_ &= outlook.fresh | outlook.due  # no date to aim at: FSRS's own schedule
        just_done = [path for path, card in self.cards.items() if self.now - card.last_review < SAME_SITTING]
        shut = [place for path in (*without, *just_done) if (place := self.course.index.get(path)) is not None]
        open_[shut] = False
        return np.asarray(open_)

    def ask_for(self, path: str, why: str) -> None:
        """Put a drill in that something else asked for, if it fits."""
        place = self.course.index.get(path)
        if place is not None and self.open[place] and self.outlook.minutes[place] <= self.left:
            self._take(place, Reason.ASKED_FOR, why)

    def stretch(self) -> None:
        """Put one drill in that is a little too hard."""
        outlook = self.outlook
        hard = (outlook.solves >= _STRETCH[0]) & (outlook.solves <= _STRETCH[1]) & outlook.fresh
        place = self._best(hard & (outlook.minutes <= min(self.left, self.minutes * _STRETCH_SHARE)))
        if place is not None:
            self._take(place, Reason.STRETCH, self._why_stretch(place))

    def fill(self, *, most: int = 100) -> None:
        """Take what is worth most per minute until nothing fits; one item alone may be longer than the minutes."""
        while len(self.items) < most:
            place = self._best(self.outlook.minutes <= self.left)
            if place is None and not self.items:
                place = self._best(np.ones_like(self.open))
            if place is None:
                return
            if not self.outlook.fresh[place]:
                self._take(place, Reason.DUE, self._why_due(place))
            elif self.outlook.solves[place] < _WEAK and self.outlook.measured[place]:
                self._take(place, Reason.WEAKEST, f"{self._name(place)}: among your weakest, and within reach.")
            else:
                self._take(place, Reason.NEW, f"{self._name(place)}: counts for this role, and is new to you.")

    def sitting(self) -> Sitting:
        """Give the items, due cards first as a warm-up and the stretch last."""
        order = list(Reason)
        items = sorted(self.items, key=lambda item: order.index(item.reason))
        return Sitting(items=tuple(items), minutes=sum(item.minutes for item in items))

    def _best(self, among: Flags) -> int | None:
        rates = np.where(self.open & among, self.rate, -1.0)
        place = int(rates.argmax()) if len(rates) else 0
        return place if len(rates) and rates[place] > 0 else None

    def _take(self, place: int, reason: Reason, why: str) -> None:
        outlook = self.outlook
        minutes = float(outlook.minutes[place])
        path = self.course.drills[place].path
        self.items.append(Item(drill=path, variant=outlook.variant[place], minutes=minutes, reason=reason, why=why))
        self.open[place] = False
        self.left -= minutes
        same_cell, same_round = self.course.cell == self.course.cell[place], self.round == self.round[place]
        used = minutes / (self.minutes * self.share[self.round[place]])  # of the round's share of this sitting
        self.rate = self.rate * np.where(same_cell, _AGAIN_IN_CELL, 1.0) * np.where(same_round, _OVER_SHARE**used, 1.0)

    def _why_due(self, place: int) -> str:
        ago = (self.now - self.cards[self.course.drills[place].path].last_review).days
        when = "today" if ago < 1 else "yesterday" if ago == 1 else f"{ago} days ago"
        what = {
            Variant.TRAP: "can you still name its trap?",
            Variant.LINE: "can you still write the line that matters?",
            Variant.WHOLE: "the chance that it is still there has fallen to "
            + _in_ten(self.outlook.recall[place])
            + ".",
        }[self.outlook.variant[place]]
        return f"Last done {when}; {what}"

    def _why_stretch(self, place: int) -> str:
        return f"A stretch in {self._name(place)}: about {_in_ten(self.outlook.solves[place])} to get it without help."

    def _name(self, place: int) -> str:
        topic, round_ = divmod(int(self.course.cell[place]), len(ROUNDS))
        return f"{self.course.library.topics[self.course.topics[topic]].title}, {ROUNDS[round_].value}"


def _in_ten(p: float) -> str:
    return f"{min(9, max(1, round(10 * p)))} in 10"
