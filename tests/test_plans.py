"""The promises of plans, kept in memory and in a database."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from deepdrill.content.records import Level
from deepdrill.curriculum import Item, Profile, Reason
from deepdrill.practice import AskedFor, KeptSitting, ListPlans, Placing, Plans, Setup
from deepdrill.recall import Variant
from deepdrill.store import open_store
from drill_samples import NOON
from test_journal import drop_tables, postgres_url

TODAY = date(2026, 3, 1)

ITEM = Item(drill="attention/softmax", variant=Variant.TRAP, minutes=2.0, reason=Reason.DUE, why="It fades — 試.")

SETUP = Setup(
    learner="local",
    profile=Profile(role="engineer", level=Level.SENIOR, interview_on=date(2026, 4, 1), minutes_a_day=45),
    placement=Placing.OPEN,
    placing_since=NOON,
    passed_over=("attention/softmax", "serving/cache"),
    set_at=NOON,
)

SITTING = KeptSitting(
    learner="local", day=TODAY, items=(ITEM,), minutes=30.0, seed=2**32, put_off=("attention/why",), made_at=NOON
)


@pytest.fixture(params=["list", "sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def plans(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plans]:
    """Give empty plans of each kind."""
    if request.param == "list":
        yield ListPlans()
        return
    where: Path | str = tmp_path / "deepdrill.sqlite3"
    if request.param == "postgres":
        where = postgres_url()
        drop_tables(where)
    store = open_store(where)
    yield store.plans
    store.close()


def test_nothing_is_there_at_first(plans: Plans) -> None:
    """A new learner has told nothing and has no sitting."""
    assert plans.setup("local") is None
    assert plans.sitting("local", TODAY) is None
    assert plans.asked_for("local") == ()


def test_a_set_up_is_kept_as_it_was_told(plans: Plans) -> None:
    """Every field comes back, and a newer one takes its place."""
    plans.set_up(SETUP)
    assert plans.setup("local") == SETUP

    newer = replace(SETUP, profile=replace(SETUP.profile, interview_on=None), placement=Placing.DONE, passed_over=())
    plans.set_up(newer)

    assert plans.setup("local") == newer
    assert plans.setup("somebody") is None


def test_a_sitting_is_kept_for_its_day(plans: Plans) -> None:
    """Planned anew, it takes the earlier plan's place; other days are left alone."""
    yesterday = replace(SITTING, day=TODAY - timedelta(days=1), seed=1)
    plans.keep_sitting(yesterday)
    plans.keep_sitting(SITTING)
    assert plans.sitting("local", TODAY) == SITTING

    plans.keep_sitting(replace(SITTING, items=()))

    assert plans.sitting("local", TODAY) == replace(SITTING, items=())
    assert plans.sitting("local", yesterday.day) == yesterday


def test_a_drill_is_asked_for_until_it_was_met(plans: Plans) -> None:
    """Oldest first; a newer reason takes the place of an older one."""
    asked = [
        AskedFor(learner="local", drill=drill, says="You hesitated here.", asked_at=NOON + timedelta(minutes=minutes))
        for minutes, drill in enumerate(("attention/why", "attention/softmax", "attention/why"))
    ]
    for one in asked:
        plans.ask_for(one)

    assert plans.asked_for("local") == (asked[1], asked[2])

    plans.met("local", "attention/softmax")
    plans.met("local", "never/asked")

    assert plans.asked_for("local") == (asked[2],)
    assert plans.asked_for("somebody") == ()


def test_a_sitting_that_another_version_wrote_is_planned_anew(tmp_path: Path) -> None:
    """What cannot be read any more is no reason to fail: a plan is made again in no time."""
    store = open_store(tmp_path / "deepdrill.sqlite3")
    store.plans.keep_sitting(SITTING)
    with store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE sitting SET record = '{\"items\": 3}'")

    assert store.plans.sitting("local", TODAY) is None
    store.close()
