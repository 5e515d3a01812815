"""What to do today, and where one stands: the plans and the history put before `curriculum`, which decides.

Nothing is scheduled or estimated here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from deepdrill.clock import Clock, local_day
from deepdrill.content.records import Level
from deepdrill.curriculum import Item, Mastery, Profile, Readiness
from deepdrill.errors import UsageError
from deepdrill.practice.journal import Journal
from deepdrill.practice.learning import Learned, evidence_of
from deepdrill.practice.plans import AskedFor, KeptSitting, Placing, Plans, Setup
from deepdrill.practice.records import Attempt, State
from deepdrill.recall import Variant

if TYPE_CHECKING:
    from deepdrill.curriculum.course import Course  # NumPy: only who plans or estimates pays for it

__all__ = ["DueDay", "Place", "Planned", "Preparation", "Progress", "Today"]

MOST_A_DAY = 10_000
"""Attempts that are looked through for how far a sitting came; nobody makes as many on a day."""

LEAST_MINUTES, MOST_MINUTES = 5, 600
"""A sitting's length; a day's own limits."""

AHEAD = 14
"""Days for which the cards that come due are counted."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An item of today's sitting, and what came of it."""

    item: Item
    attempt: Attempt | None
    """The newest one since the sitting was planned; None where it waits."""


@dataclass(frozen=True, kw_only=True)
class Today:
    """Today's sitting, and how far it came."""

    day: date
    planned: tuple[Planned, ...]
    minutes: float
    """What the learner wanted to spend."""
    seed: int
    """Of the questions that its shorter variants ask."""
    put_off: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many items were done."""
        return sum(one.attempt is not None for one in self.planned)

    @property
    def next(self) -> Item | None:
        """The first item that waits."""
        return next((one.item for one in self.planned if one.attempt is None), None)

    @property
    def left(self) -> float:
        """Minutes of the items that wait."""
        return sum(one.item.minutes for one in self.planned if one.attempt is None)

    def holds(self, drill: str, variant: Variant = Variant.WHOLE) -> bool:
        """Tell whether this is one of today's items, done or not."""
        return any((one.item.drill, one.item.variant) == (drill, variant) for one in self.planned)


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """How many cards come due on a day."""

    day: date
    cards: int
    """On the first day those that are overdue too."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a learner stands."""

    profile: Profile
    readiness: Readiness
    mastery: tuple[Mastery, ...]
    due: tuple[DueDay, ...]
    cards: int
    days_left: int | None
    """Until the interview; None where no date is set or it is past."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the placement is."""

    item: Item | None
    """What is asked next; None where nothing is left to ask."""
    answered: int
    drills: frozenset[str] = frozenset()
    """Those that were answered since it began."""

    def holds(self, drill: str) -> bool:
        """Tell whether this drill is asked next or was answered."""
        return drill in self.drills or (self.item is not None and self.item.drill == drill)


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """A learner's way to an interview."""

    learner: str
    course: Callable[[], "Course"]
    journal: Journal
    plans: Plans
    clock: Clock
    draw_seed: Callable[[], int]
    day_of: Callable[[datetime], date] = local_day
    tell: Callable[[int], None] = lambda _attempts: None
    """Hears how many attempts had to be gone through again because nothing was kept of them."""

    # Set-up

    @property
    def setup(self) -> Setup | None:
        """What the learner has told about themselves; None before the set-up."""
        return self.plans.setup(self.learner)

    @property
    def profile(self) -> Profile:
        """What the learner gets ready for; before the set-up, what most people do."""
        setup = self.setup
        return setup.profile if setup else self._usual()

    def set_up(self, profile: Profile) -> Setup:
        """Keep what the learner gets ready for; what is planned for today is planned anew.

        Raises:
            UsageError: No such role, or a date or a number that cannot be meant.
        """
        self._require_possible(profile)
        before = self.setup
        planned_for = before.profile if before else self._usual()
        now = self.clock()
        setup = (
            Setup(learner=self.learner, profile=profile, set_at=now)
            if before is None
            else replace(before, profile=profile, set_at=now)
        )
        self.plans.set_up(setup)
        if planned_for != profile and self._kept_today() is not None:
            self.plan_anew(minutes=profile.minutes_a_day)
        return setup

    # Placement

    def begin_placement(self) -> None:
        """Begin to ask, or begin anew."""
        self._place(Placing.OPEN, since=self.clock())

    def end_placement(self, *, skipped: bool) -> None:
        """Ask no more; today's sitting is planned with what is known now."""
        self._place(Placing.SKIPPED if skipped else Placing.DONE)
        if self._kept_today() is not None:
            self.plan_anew()

    def pass_over(self, drill: str) -> None:
        """Do not ask this in the placement."""
        setup = self._require_setup()
        if drill not in setup.passed_over:
            self.plans.set_up(replace(setup, passed_over=(*setup.passed_over, drill)))

    def place(self) -> Place:
        """Say what the placement asks next; when nothing is left to ask, it is done."""
        from deepdrill.curriculum.placement import placement  # noqa: PLC0415  NumPy

        setup = self._require_setup()
        since = setup.placing_since
        if setup.placement is not Placing.OPEN or since is None:
            return Place(item=None, answered=0)
        course = self.course()
        drills = course.library.drills
        answers = [evidence_of(one, drills[one.drill]) for one in self._finished_since(since) if one.drill in drills]
        seed = int(since.timestamp())
        item = placement(course, setup.profile, answers, seed=seed, without=setup.passed_over)
        if item is None:
            self.end_placement(skipped=False)
        return Place(item=item, answered=len(answers), drills=frozenset(one.drill for one in answers))

    # Today

    def today(self) -> Today:
        """Give today's sitting, planned on first use; it stays until it is planned anew."""
        kept = self._kept_today()
        if kept is None or not self._still_there(kept):
            return self.plan_anew()
        return self._seen(kept)

    def planned(self) -> Today | None:
        """Give today's sitting if it is planned already; plans nothing."""
        kept = self._kept_today()
        return self._seen(kept) if kept else None

    def plan_anew(self, *, minutes: float | None = None) -> Today:
        """Plan today for so many minutes, by default as before; what was done stays and counts.

        Raises:
            UsageError: Too few or too many minutes.
        """
        before = self._kept_today()
        wanted = minutes or (before.minutes if before else self.profile.minutes_a_day)
        if not LEAST_MINUTES <= wanted <= MOST_MINUTES:
            raise UsageError(f"A sitting lasts from {LEAST_MINUTES} to {MOST_MINUTES} minutes.")
        if before is None:
            fresh = KeptSitting(
                learner=self.learner,
                day=self.day_of(self.clock()),
                items=(),
                minutes=wanted,
                seed=self.draw_seed(),
                made_at=self.clock(),
            )
            return self._keep(self._filled(fresh, (), wanted))
        done = tuple(one.item for one in self._seen(before).planned if one.attempt)
        return self._keep(self._filled(replace(before, minutes=wanted), done, wanted - _minutes(done)))

    def more(self) -> Today:
        """Add as much again as a day's minutes."""
        kept = self._kept_today()
        if kept is None:
            return self.today()
        added = float(self.profile.minutes_a_day)
        longer = replace(kept, minutes=max(kept.minutes, _minutes(kept.items)) + added)
        return self._keep(self._filled(longer, kept.items, added))

    def put_off(self, drill: str) -> Today:
        """Take a drill out of today, and put something else in its place."""
        kept = self._kept_today()
        if kept is None:
            return self.today()
        done = {one.item.drill for one in self._seen(kept).planned if one.attempt}
        if drill in done or all(item.drill != drill for item in kept.items):
            return self._seen(kept)
        rest = tuple(item for item in kept.items if item.drill != drill)
        freed = _minutes(kept.items) - _minutes(rest)
        return self._keep(self._filled(replace(kept, put_off=(*kept.put_off, drill)), rest, freed))

    def ask_for(self, drill: str, says: str) -> None:
        """Have a drill in the next sitting that is planned, with this reason."""
        self.plans.ask_for(AskedFor(learner=self.learner, drill=drill, says=says, asked_at=self.clock()))

    # Progress

    def learned(self) -> Learned:
        """Say what is known from all attempts."""
        learned = self.journal.learned(self.learner)
        if learned.made_anew_from:
            self.tell(learned.made_anew_from)
        return learned

    def progress(self) -> Progress:
        """Say where the learner stands."""
        from deepdrill.curriculum.ability import mastery  # noqa: PLC0415  NumPy
        from deepdrill.curriculum.readiness import readiness  # noqa: PLC0415

        course, profile, learned, now = self.course(), self.profile, self.learned(), self.clock()
        return Progress(
            profile=profile,
            readiness=readiness(course, profile, learned.estimate, learned.cards, now),
            mastery=mastery(course, learned.estimate, profile.level, now),
            due=self._due(learned, now),
            cards=len(learned.cards),
            days_left=self.days_left(),
        )

    def days_left(self) -> int | None:
        """Count the days until the interview; None where no date is set or it is past."""
        on = self.profile.interview_on
        left = (on - self.day_of(self.clock())).days if on else -1
        return left if left >= 0 else None

    def _due(self, learned: Learned, now: datetime) -> tuple[DueDay, ...]:
        today = self.day_of(now)
        counts = [0] * AHEAD
        for card in learned.cards.values():
            ahead = max(0, (self.day_of(card.due) - today).days)
            if ahead < AHEAD:
                counts[ahead] += 1
        return tuple(DueDay(day=today + timedelta(days=ahead), cards=count) for ahead, count in enumerate(counts))

    def _filled(self, kept: KeptSitting, items: tuple[Item, ...], minutes: float) -> KeptSitting:
        """Give the sitting with these items and others that fill so many minutes more."""
        if minutes <= 0:
            return replace(kept, items=items)
        from deepdrill.curriculum.sitting import sitting  # noqa: PLC0415  NumPy

        learned = self.learned()
        without = {item.drill for item in items} | set(kept.put_off)
        chosen = sitting(
            self.course(),
            self.profile,
            learned.estimate,
            learned.cards,
            self.clock(),
            minutes=minutes,
            seed=kept.seed,
            without=without,
            asked_for=self._asked_for(without),
        )
        return replace(kept, items=(*items, *chosen.items))

    def _asked_for(self, without: set[str]) -> Mapping[str, str]:
        drills = self.course().library.drills
        wanted = self.plans.asked_for(self.learner)
        return {one.drill: one.says for one in wanted if one.drill in drills and one.drill not in without}

    def _keep(self, kept: KeptSitting) -> Today:
        self.plans.keep_sitting(kept)
        return self._seen(kept)

    def _seen(self, kept: KeptSitting) -> Today:
        """See from the attempts how far a sitting came."""
        newest: dict[tuple[str, Variant], Attempt] = {}
        for attempt in self._finished_since(kept.made_at):
            newest[attempt.drill, attempt.variant] = attempt
        for one in self.plans.asked_for(self.learner):
            done = newest.get((one.drill, Variant.WHOLE))
            if done and done.made_at > one.asked_at:
                self.plans.met(self.learner, one.drill)
        planned = tuple(Planned(item=one, attempt=newest.get((one.drill, one.variant))) for one in kept.items)
        return Today(day=kept.day, planned=planned, minutes=kept.minutes, seed=kept.seed, put_off=kept.put_off)

    def _finished_since(self, at: datetime) -> list[Attempt]:
        """List the finished attempts since, oldest first."""
        found = self.journal.attempts(self.learner, since=at, limit=MOST_A_DAY)
        return [one for one in reversed(found) if one.state is State.FINISHED]

    def _kept_today(self) -> KeptSitting | None:
        return self.plans.sitting(self.learner, self.day_of(self.clock()))

    def _still_there(self, kept: KeptSitting) -> bool:
        drills = self.course().library.drills
        return all(item.drill in drills for item in kept.items)

    def _place(self, placing: Placing, since: datetime | None = None) -> None:
        setup = self._require_setup()
        began = since or setup.placing_since
        self.plans.set_up(replace(setup, placement=placing, placing_since=began))

    def _require_setup(self) -> Setup:
        setup = self.setup
        if setup is None:
            raise UsageError("Say first what you prepare for:  deepdrill setup")
        return setup

    def _require_possible(self, profile: Profile) -> None:
        roles = self.course().library.roles
        if profile.role not in roles:
            raise UsageError(f'There is no role "{profile.role}". The roles are:  {", ".join(roles)}')
        if not LEAST_MINUTES <= profile.minutes_a_day <= MOST_MINUTES:
            raise UsageError(f"Say how many minutes a day, from {LEAST_MINUTES} to {MOST_MINUTES}.")
        if profile.interview_on is not None and profile.interview_on < self.day_of(self.clock()):
            raise UsageError(
                f"{profile.interview_on} is past. Give the day of the interview, or leave it out while there is none."
            )

    def _usual(self) -> Profile:
        roles = self.course().library.roles
        return Profile(role=next(iter(roles), ""), level=Level.MID)


def _minutes(items: tuple[Item, ...]) -> float:
    return sum(item.minutes for item in items)
