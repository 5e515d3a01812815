"""Set-up, placement and today: what a learner meets, over a small library of real files."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from deepdrill import content
from deepdrill.content.records import Level, Library
from deepdrill.curriculum import Profile
from deepdrill.curriculum.course import Course
from deepdrill.errors import UsageError
from deepdrill.practice import (
    Attempt,
    Journal,
    Learning,
    ListJournal,
    ListPlans,
    Placing,
    Plans,
    Preparation,
    begin_to_look,
)
from deepdrill.practice.handing_in import begun
from deepdrill.recall import Variant
from deepdrill.store import open_store
from drill_samples import an_attempt, implement_drill
from roles import roles_toml
from tiny_library import DOUBLE, SIZE, write_library

MORNING = datetime(2026, 3, 1, 9, tzinfo=UTC)

PROFILE = Profile(role="engineer", level=Level.MID, minutes_a_day=10)


@dataclass(kw_only=True)
class Now:
    """A clock that a test turns."""

    at: datetime = MORNING
    seeds: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def __call__(self) -> datetime:
        """Look at it."""
        return self.at

    def pass_(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Read the library once."""
    root = write_library(tmp_path_factory.mktemp("library"))
    (root / "roles.toml").write_text(roles_toml(("basics", "advanced")))
    return Course.of(content.load_library(root))


@pytest.fixture
def now() -> Now:
    """Give a clock."""
    return Now()


def preparing(course: Course, now: Now, journal: Journal, plans: Plans) -> Preparation:
    """Put the parts together, days as in Greenwich."""
    return Preparation(
        learner="local",
        course=lambda: course,
        journal=journal,
        plans=plans,
        clock=now,
        draw_seed=lambda: next(now.seeds),
        day_of=datetime.date,
    )


@pytest.fixture
def preparation(course: Course, now: Now) -> Preparation:
    """Give a new learner, in memory."""
    return preparing(course, now, ListJournal(learning=Learning(course=lambda: course)), ListPlans())


def do(
    preparation: Preparation, drill: str, now: Now, outcome: str = "passed", variant: Variant = Variant.WHOLE
) -> Attempt:
    """Hand in an attempt a minute later."""
    now.pass_(minutes=1)
    drills = preparation.course().library.drills
    number = len(preparation.journal.attempts("local", limit=1000))
    attempt = replace(an_attempt(number), drill=drill, kind=drills[drill].kind, made_at=now(), variant=variant)
    preparation.journal.begin(attempt)
    return preparation.journal.finish(attempt.id, outcome=outcome, report="{}", at=now())


def names(preparation: Preparation) -> list[str]:
    """List the drills of today."""
    return [one.item.drill for one in preparation.today().planned]


# Set-up


def test_the_set_up_is_kept_and_can_be_changed(preparation: Preparation) -> None:
    """What was done so far stays; the placement is offered once."""
    assert preparation.setup is None
    assert preparation.set_up(PROFILE).placement is Placing.OFFERED
    preparation.begin_placement()

    setup = preparation.set_up(replace(PROFILE, minutes_a_day=60, interview_on=date(2026, 3, 1)))

    assert setup.profile.minutes_a_day == 60
    assert setup.placement is Placing.OPEN
    assert preparation.days_left() == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"role": "gardener"}, "engineer, scientist"),
        ({"minutes_a_day": 0}, "from 5 to 600"),
        ({"minutes_a_day": 10**6}, "from 5 to 600"),
        ({"interview_on": date(2026, 2, 28)}, "is past"),
    ],
)
def test_what_cannot_be_meant_is_refused(preparation: Preparation, change: dict[str, object], says: str) -> None:
    """The message says what can be."""
    with pytest.raises(UsageError, match=says):
        preparation.set_up(replace(PROFILE, **change))

    assert preparation.setup is None


# Today


def test_a_plan_needs_no_set_up(preparation: Preparation) -> None:
    """Nobody is kept from practising."""
    assert preparation.today().planned


def test_the_first_set_up_replaces_a_plan_that_was_a_guess(preparation: Preparation) -> None:
    """Who looked at today before the set-up gets the minutes that the set-up says."""
    assert preparation.today().minutes != PROFILE.minutes_a_day

    preparation.set_up(PROFILE)

    assert preparation.today().minutes == PROFILE.minutes_a_day


def test_each_item_says_why(preparation: Preparation) -> None:
    """One line, and the minutes that were wanted are kept to."""
    preparation.set_up(PROFILE)
    today = preparation.today()

    assert all(one.item.why for one in today.planned)
    assert sum(one.item.minutes for one in today.planned) <= PROFILE.minutes_a_day


def test_doing_an_item_moves_on_by_itself(preparation: Preparation, now: Now) -> None:
    """Whatever came of it; the plan stays as it was."""
    preparation.set_up(PROFILE)
    before = preparation.today()
    first = before.planned[0].item

    done = do(preparation, first.drill, now, outcome="failed", variant=first.variant)

    today = preparation.today()
    assert today.planned[0].attempt == done
    assert today.done == 1
    assert today.next == before.planned[1].item
    assert [one.item for one in today.planned] == [one.item for one in before.planned]


def test_what_was_done_before_the_plan_does_not_tick_it_off(preparation: Preparation, now: Now) -> None:
    """Today's plan already knew of it."""
    preparation.set_up(PROFILE)
    do(preparation, DOUBLE, now)
    now.pass_(minutes=1)

    assert preparation.today().done == 0


def test_a_shorter_variant_is_another_item(preparation: Preparation, now: Now) -> None:
    """Recalling the trap of a drill does not tick off writing it."""
    preparation.set_up(PROFILE)
    first = preparation.today().planned[0].item
    other = Variant.TRAP if first.variant is Variant.WHOLE else Variant.WHOLE

    do(preparation, first.drill, now, variant=other)

    assert preparation.today().done == 0


def test_not_today_puts_something_else_in_its_place(preparation: Preparation) -> None:
    """And it does not come again on this day."""
    preparation.set_up(PROFILE)
    drill = names(preparation)[0]

    preparation.put_off(drill)
    preparation.plan_anew(minutes=600)

    assert drill not in names(preparation)
    assert preparation.today().put_off == (drill,)


def test_what_is_done_cannot_be_put_off(preparation: Preparation, now: Now) -> None:
    """Nor can what is not planned."""
    preparation.set_up(PROFILE)
    first = preparation.today().planned[0].item
    do(preparation, first.drill, now, variant=first.variant)

    assert preparation.put_off(first.drill).put_off == ()
    assert preparation.put_off("no/such-drill").put_off == ()
    assert preparation.today().done == 1


def test_other_minutes_keep_what_is_done(preparation: Preparation, now: Now) -> None:
    """Fewer take from what waits, more add to it; the day does not begin again."""
    preparation.set_up(PROFILE)
    first = preparation.today().planned[0].item
    do(preparation, first.drill, now, variant=first.variant)

    more = preparation.plan_anew(minutes=60)
    fewer = preparation.plan_anew(minutes=5)

    assert (more.done, fewer.done) == (1, 1)
    assert len(more.planned) > len(fewer.planned)
    with pytest.raises(UsageError, match="from 5 to 600"):
        preparation.plan_anew(minutes=1000)


def test_more_adds_to_the_day(preparation: Preparation) -> None:
    """What is planned stays in front."""
    preparation.set_up(PROFILE)
    before = names(preparation)

    preparation.more()

    assert names(preparation)[: len(before)] == before
    assert len(names(preparation)) > len(before)


def test_the_next_day_is_planned_afresh(preparation: Preparation, now: Now) -> None:
    """What was put off yesterday may come again."""
    preparation.set_up(PROFILE)
    preparation.put_off(names(preparation)[0])
    now.pass_(days=1)

    assert preparation.planned() is None
    assert preparation.today().put_off == ()


def test_what_was_asked_for_comes_first_until_it_is_done(preparation: Preparation, now: Now) -> None:
    """With the reason that was given; a debrief puts drills into the next sitting so."""
    preparation.set_up(PROFILE)
    preparation.ask_for(SIZE, "You were slow here in your interview.")
    preparation.ask_for("no/such-drill", "It is gone.")

    first = preparation.today().planned[0].item
    assert (first.drill, first.why) == (SIZE, "You were slow here in your interview.")

    do(preparation, SIZE, now)
    preparation.today()
    now.pass_(days=1)

    assert [one.drill for one in preparation.plans.asked_for("local")] == ["no/such-drill"]


def test_a_sitting_survives_a_restart(course: Course, now: Now, tmp_path: Path) -> None:
    """What was planned, what was put off, and how far it came."""
    path = tmp_path / "deepdrill.sqlite3"
    store = open_store(path, learning=Learning(course=lambda: course))
    preparation = preparing(course, now, store, store.plans)
    preparation.set_up(PROFILE)
    preparation.put_off(names(preparation)[0])
    first = preparation.today().planned[0].item
    do(preparation, first.drill, now, variant=first.variant)
    before = preparation.today()
    store.close()

    store = open_store(path, learning=Learning(course=lambda: course))
    preparation = preparing(course, now, store, store.plans)

    assert preparation.today() == before
    assert preparation.setup is not None
    store.close()


def test_a_drill_that_is_gone_is_planned_around(course: Course, now: Now) -> None:
    """Content changes; a plan that names what is not there is made anew."""
    journal, plans = ListJournal(learning=Learning(course=lambda: course)), ListPlans()
    preparation = preparing(course, now, journal, plans)
    gone = names(preparation)[0]
    left = Library(
        root=course.library.root,
        topics=course.library.topics,
        skills={},
        drills={path: drill for path, drill in course.library.drills.items() if path != gone},
        roles=course.library.roles,
        faults=(),
    )

    preparation = preparing(Course.of(left), now, journal, plans)

    assert gone not in names(preparation)


# Placement


def test_the_placement_asks_until_it_knows_enough(preparation: Preparation, now: Now) -> None:
    """Each answer leads to another drill; in the end it is done by itself."""
    preparation.set_up(PROFILE)
    preparation.begin_placement()
    asked = []
    while (item := preparation.place().item) is not None:
        asked.append(item.drill)
        do(preparation, item.drill, now, variant=item.variant)

    assert len(asked) == len(set(asked)) > 1
    assert preparation.setup is not None
    assert preparation.setup.placement is Placing.DONE


def test_a_question_of_the_placement_can_be_passed_over(preparation: Preparation) -> None:
    """Another one is asked instead, and the first does not come back."""
    preparation.set_up(PROFILE)
    preparation.begin_placement()
    first = preparation.place().item
    assert first is not None

    preparation.pass_over(first.drill)

    second = preparation.place().item
    assert second is None or second.drill != first.drill


def test_the_placement_can_be_left_and_skipped(preparation: Preparation, now: Now) -> None:
    """What was answered until then counts, and today is planned with it."""
    preparation.set_up(PROFILE)
    preparation.today()
    preparation.begin_placement()
    item = preparation.place().item
    assert item is not None
    do(preparation, item.drill, now, variant=item.variant)

    preparation.end_placement(skipped=False)

    assert preparation.place().item is None
    assert preparation.learned().cards


def test_a_placement_needs_a_set_up(preparation: Preparation) -> None:
    """It asks for what a role asks."""
    with pytest.raises(UsageError, match="deepdrill setup"):
        preparation.begin_placement()


# Progress


def test_progress_says_how_sure_it_is(preparation: Preparation, now: Now) -> None:
    """Every chance comes with an interval, and with what is missing."""
    preparation.set_up(replace(PROFILE, interview_on=date(2026, 3, 21)))
    do(preparation, DOUBLE, now)

    progress = preparation.progress()

    assert progress.days_left == 20
    assert progress.cards == 1
    assert len(progress.due) == 14
    assert sum(day.cards for day in progress.due) == 1
    assert all(one.low <= one.p <= one.high for one in progress.readiness.rounds)
    assert any(one.missing for one in progress.readiness.rounds)


def test_it_is_said_when_everything_was_worked_out_anew(course: Course, now: Now, tmp_path: Path) -> None:
    """After an upgrade, or where nothing was kept: how many attempts were gone through, once."""
    store = open_store(tmp_path / "deepdrill.sqlite3")
    preparation = preparing(course, now, store, store.plans)
    do(preparation, DOUBLE, now)
    store.learning = Learning(course=lambda: course)
    told: list[int] = []
    preparation = dataclasses.replace(preparation, tell=told.append)

    preparation.progress()
    preparation.progress()

    assert told == [1]
    store.close()


# Time spent and tries


def attempt_at(preparation: Preparation, now: Now) -> Attempt:
    """Make the attempt that would be judged now."""
    return begun(
        implement_drill(path=DOUBLE),
        "x",
        learner="local",
        seed=1,
        attempt_id=f"t{now()}",
        journal=preparation.journal,
        clock=now,
    )


def test_the_time_runs_from_opening_the_drill(preparation: Preparation, now: Now) -> None:
    """Opening it again soon does not set the clock back; who never opened it took nobody knows how long."""
    drill = implement_drill(path=DOUBLE)
    assert attempt_at(preparation, now).spent_s is None
    look: Callable[[], None] = lambda: begin_to_look(drill, learner="local", journal=preparation.journal, at=now())  # noqa: E731

    look()
    now.pass_(minutes=3)
    look()
    now.pass_(minutes=2)

    assert attempt_at(preparation, now).spent_s == 300


def test_a_page_that_lay_open_says_nothing_of_the_time(preparation: Preparation, now: Now) -> None:
    """Beyond four times the drill's minutes somebody was away; opening it again begins anew."""
    drill = implement_drill(path=DOUBLE)
    begin_to_look(drill, learner="local", journal=preparation.journal, at=now())
    now.pass_(hours=2)

    assert attempt_at(preparation, now).spent_s is None
    begin_to_look(drill, learner="local", journal=preparation.journal, at=now())
    now.pass_(seconds=30)
    assert attempt_at(preparation, now).spent_s == 30


def test_after_a_pass_the_time_begins_anew(preparation: Preparation, now: Now) -> None:
    """The page that is still open knows nothing of the next try; opening the drill again does."""
    drill = implement_drill(path=DOUBLE)
    begin_to_look(drill, learner="local", journal=preparation.journal, at=now())
    do(preparation, DOUBLE, now)
    now.pass_(minutes=1)

    assert attempt_at(preparation, now).spent_s is None
    begin_to_look(drill, learner="local", journal=preparation.journal, at=now())
    now.pass_(seconds=5)
    assert attempt_at(preparation, now).spent_s == 5


def test_tries_are_counted_until_a_pass_or_a_pause(preparation: Preparation, now: Now) -> None:
    """Two failures make the next one the third try; a pass, or hours in between, begin anew."""
    for expected in (1, 2):
        assert attempt_at(preparation, now).tries == expected
        attempt = attempt_at(preparation, now)
        preparation.journal.begin(replace(attempt, id=f"n{expected}"))
        preparation.journal.finish(f"n{expected}", outcome="failed", report="{}", at=now())
        now.pass_(minutes=5)

    assert attempt_at(preparation, now).tries == 3
    now.pass_(hours=5)
    assert attempt_at(preparation, now).tries == 1
    do(preparation, DOUBLE, now)
    assert attempt_at(preparation, now).tries == 1
