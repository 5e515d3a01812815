"""From attempts to cards and an estimate, in memory and in a database, and never apart from the attempts."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from deepdrill.content.records import Kind, Library
from deepdrill.curriculum import Estimate
from deepdrill.curriculum.course import Course
from deepdrill.practice import (
    Attempt,
    Correction,
    Journal,
    Learned,
    Learning,
    ListJournal,
    Says,
    State,
    Told,
    correct,
)
from deepdrill.practice.learning import evidence_of, performance_of, review_of
from deepdrill.recall import Rating, Variant
from deepdrill.store import SqlJournal, open_store
from deepdrill.store import learning as kept_learning
from drill_samples import NOON, an_attempt, calculate_drill, implement_drill
from test_journal import drop_tables, postgres_url

SOFTMAX, CACHE = implement_drill(), calculate_drill()


TWO_OF_FOUR = (
    '{"checks": [{"outcome": "passed"}, {"outcome": "failed"}, {"outcome": "passed"}, {"outcome": "skipped"}]}'
)


def a_library() -> Library:
    """Make a library of two drills without a file."""
    from deepdrill.content.records import Topic  # noqa: PLC0415

    topics = {
        name: Topic(id=name, title=name.title(), area="x", needs=(), page="") for name in ("attention", "serving")
    }
    return Library(root=Path(), topics=topics, skills={}, drills={d.path: d for d in (SOFTMAX, CACHE)}, faults=())


COURSE = Course.of(a_library())


@pytest.fixture
def learning() -> Learning:
    """Give the rules over two drills."""
    return Learning(course=lambda: COURSE)


@pytest.fixture(params=["list", "sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def journal(request: pytest.FixtureRequest, tmp_path: Path, learning: Learning) -> Iterator[Journal]:
    """Give an empty journal of each kind, that learns."""
    if request.param == "list":
        yield ListJournal(learning=learning)
        return
    where: Path | str = tmp_path / "deepdrill.sqlite3"
    if request.param == "postgres":
        where = postgres_url()
        drop_tables(where)
    store = open_store(where, learning=learning)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep an earlier state every few attempts, so that a test need not make hundreds."""
    monkeypatch.setattr(kept_learning, "EVERY", 4)


def after(minutes: float) -> dict[str, object]:
    """Give the times of an attempt so many minutes after noon."""
    return {"made_at": NOON + timedelta(minutes=minutes)}


def done(journal: Journal, attempt: Attempt, outcome: str = "passed", report: str = "{}") -> Attempt:
    """Begin and finish an attempt."""
    journal.begin(attempt)
    return journal.finish(attempt.id, outcome=outcome, report=report, at=attempt.made_at)


def fresh(learning: Learning, journal: Journal) -> Learned:
    """Go through all attempts anew: what must be known, however it came to be."""
    every = sorted(journal.attempts("local", limit=10_000), key=lambda one: (one.made_at, one.id))
    told = (Told(attempt=one, says=_said(journal, one)) for one in every if one.state is State.FINISHED)
    return learning.replay(told)


def _said(journal: Journal, attempt: Attempt) -> Says | None:
    word = journal.correction(attempt.id)
    return word.says if word else None


def same(one: Learned, other: Learned) -> bool:
    """Compare what is known, whatever way it was come by."""
    return (one.cards, one.estimate) == (other.cards, other.estimate)


def test_a_finished_attempt_leads_to_a_card_and_to_evidence(journal: Journal) -> None:
    """From the first attempt on, without anybody asking."""
    done(journal, an_attempt())

    learned = journal.learned("local")

    assert learned.cards[SOFTMAX.path].reps == 1
    assert learned.estimate.attempts == 1
    assert learned.made_anew_from == 0


def test_nothing_is_known_of_somebody_without_attempts(journal: Journal) -> None:
    """A new learner has no cards, and nothing need be gone through."""
    assert same(journal.learned("local"), Learned())


def test_an_attempt_that_does_not_count_teaches_nothing(journal: Journal) -> None:
    """Our own failure, and an attempt that still runs, leave cards and estimate alone."""
    journal.begin(an_attempt(1))
    journal.begin(an_attempt(2))
    journal.void("0002", note="our fault", at=NOON)

    assert same(journal.learned("local"), Learned())


def test_a_drill_that_is_gone_is_passed_over(journal: Journal) -> None:
    """The attempt stays; nobody can rate it."""
    done(journal, an_attempt(drill="attention/removed"))

    learned = journal.learned("local")

    assert learned.cards == {}
    assert learned.estimate.attempts == 0


def many(number: int) -> Iterable[Attempt]:
    """Make attempts at both drills over a month."""
    for place in range(number):
        drill = (SOFTMAX, CACHE)[place % 2]
        kind = (Kind.IMPLEMENT, Kind.CALCULATE)[place % 2]
        yield an_attempt(place, drill=drill.path, kind=kind, **after(400 * place))


def test_step_by_step_and_at_once_are_the_same(journal: Journal, learning: Learning) -> None:
    """What is kept is what going through all attempts would give, past the states that are kept in between."""
    for place, attempt in enumerate(many(10)):
        done(journal, attempt, outcome=("passed", "failed", "crashed")[place % 3], report=TWO_OF_FOUR)

    assert same(journal.learned("local"), fresh(learning, journal))


def test_a_late_attempt_is_taken_in_at_its_place(journal: Journal, learning: Learning) -> None:
    """An attempt whose verdict comes after that of a younger one counts as older."""
    first, second, third = many(3)
    journal.begin(first)
    done(journal, second)
    done(journal, third)

    journal.finish(first.id, outcome="failed", report="{}", at=NOON + timedelta(days=9))

    assert journal.learned("local").cards[SOFTMAX.path].reps == 2
    assert same(journal.learned("local"), fresh(learning, journal))


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 19, 25])
def test_overruling_changes_what_followed(journal: Journal, learning: Learning, which: int) -> None:
    """A grade that is changed later counts as if it had been so from the beginning."""
    attempts = list(many(26))
    for attempt in attempts:
        done(journal, attempt)
    before = journal.learned("local")

    journal.amend(attempts[which].id, outcome="failed", report="{}")

    assert not same(journal.learned("local"), before)
    assert same(journal.learned("local"), fresh(learning, journal))


def test_the_learners_word_changes_the_card_and_can_be_taken_back(journal: Journal, learning: Learning) -> None:
    """A lucky guess comes back sooner; without the word all is as it was."""
    attempt = done(journal, an_attempt())
    before = journal.learned("local")

    correct(attempt, Says.GUESSED, journal=journal, clock=lambda: NOON)

    guessed = journal.learned("local")
    assert guessed.cards[SOFTMAX.path].stability < before.cards[SOFTMAX.path].stability
    assert same(guessed, fresh(learning, journal))
    assert journal.correction(attempt.id) == Correction(
        attempt=attempt.id, learner="local", says=Says.GUESSED, said_at=NOON
    )
    correct(attempt, None, journal=journal, clock=lambda: NOON)
    assert same(journal.learned("local"), before)
    assert journal.correction(attempt.id) is None


def test_a_word_on_an_attempt_that_does_not_count_is_refused(journal: Journal) -> None:
    """There is nothing to correct."""
    attempt = an_attempt()
    journal.begin(attempt)

    with pytest.raises(Exception, match="not counted"):
        correct(attempt, Says.KNEW, journal=journal, clock=lambda: NOON)


# In the database


@pytest.fixture
def store(tmp_path: Path, learning: Learning) -> Iterator[SqlJournal]:
    """Give a database that learns."""
    opened = open_store(tmp_path / "deepdrill.sqlite3", learning=learning)
    yield opened
    opened.close()


def change_kept(store: SqlJournal, statement: str) -> None:
    """Do something to what is kept behind its back."""
    with store._database.writing() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "harm", ["DELETE FROM estimate", "UPDATE estimate SET version = '0'", "DELETE FROM estimate; --"]
)
def test_what_is_missing_or_of_older_rules_is_made_anew_and_said(
    store: SqlJournal, learning: Learning, harm: str
) -> None:
    """The attempts are the truth; the rest follows from them."""
    for attempt in many(10):
        done(store, attempt)
    change_kept(store, harm.removesuffix("; --"))

    learned = store.learned("local")

    assert learned.made_anew_from == 10
    assert same(learned, fresh(learning, store))
    assert store.learned("local").made_anew_from == 0


def test_attempts_without_the_rules_are_taken_in_later(tmp_path: Path, learning: Learning) -> None:
    """A program that knows no library records all the same; whoever asks next gets everything."""
    path = tmp_path / "deepdrill.sqlite3"
    store = open_store(path, learning=learning)
    done(store, an_attempt(1))
    store.close()
    store = open_store(path)
    done(store, an_attempt(2, **after(5000)))
    store.close()

    store = open_store(path, learning=learning)

    assert store.learned("local").cards[SOFTMAX.path].reps == 2
    store.close()


def test_a_fault_of_ours_does_not_cost_the_attempt(
    store: SqlJournal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The verdict is recorded, the fault is logged, and it comes up again where somebody asks what is known."""

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    done(store, an_attempt(1))
    monkeypatch.setattr(Learning, "observe", breaks)

    with caplog.at_level(logging.ERROR):
        kept = done(store, an_attempt(2, **after(1)))

    assert kept.state is State.FINISHED
    assert "could not be taken in" in caplog.text
    with pytest.raises(ZeroDivisionError):
        store.learned("local")


def test_an_attempt_and_what_follows_are_written_together(store: SqlJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the last of it cannot be written, none of it is."""
    done(store, an_attempt(1))
    before = store.learned("local")
    second = an_attempt(2, **after(1))
    store.begin(second)

    def full(*_: object) -> None:
        from sqlalchemy.exc import OperationalError  # noqa: PLC0415

        raise OperationalError("", {}, Exception("disk full"))

    monkeypatch.setattr(kept_learning, "_keep_card", full)
    with pytest.raises(Exception, match="disk full"):
        store.finish(second.id, outcome="passed", report="{}", at=NOON)

    kept = store.attempt(second.id)
    assert kept is not None
    assert kept.state is State.RUNNING
    assert same(store.learned("local"), before)


def test_few_states_are_kept(store: SqlJournal) -> None:
    """The newest, and a few earlier ones to go on from."""
    for attempt in many(40):
        done(store, attempt)

    with store._database.reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM estimate").scalar()

    assert count is not None
    assert count <= kept_learning.EARLIER + 2


# How an attempt is read


def test_how_much_was_right_is_read_from_any_report() -> None:
    """Checks, the coverage that counts as complete, or a share: whatever kind of drill it was."""
    finished = replace(an_attempt(), state=State.FINISHED, outcome="failed")

    def share(report: str) -> float:
        return performance_of(replace(finished, report=report), SOFTMAX).share

    assert share(TWO_OF_FOUR) == 0.5
    assert share('{"coverage": 0.3, "full_at": 0.6}') == 0.5
    assert share('{"share": 0.25, "checks": []}') == 0.25
    assert share('{"questions": [{"chosen": 1, "right": 1}, {"chosen": 0, "right": 2}]}') == 0.5
    assert share(f'{{"verdict": {TWO_OF_FOUR}}}') == 0.5
    assert share("not json") == share("{}") == 0.0
    assert performance_of(replace(finished, outcome="passed", report="{}"), SOFTMAX).share == 1.0


@pytest.mark.parametrize(
    ("says", "outcome", "rating"),
    [
        (None, "passed", Rating.GOOD),
        (Says.GUESSED, "passed", Rating.AGAIN),
        (Says.KNEW, "failed", Rating.GOOD),
        (Says.KNEW, "passed", Rating.GOOD),
    ],
)
def test_the_learner_may_correct_the_rating(says: Says | None, outcome: str, rating: Rating) -> None:
    """I knew this, I guessed: the rules give way."""
    attempt = replace(an_attempt(), state=State.FINISHED, outcome=outcome)

    review = review_of(attempt, SOFTMAX, says)

    assert review.rating is rating
    assert review.by == ("attempt" if says is None else "learner")


def test_a_word_raises_no_readiness() -> None:
    """Readiness rests on what was shown: knowing it after all adds nothing, guessing takes away."""
    attempt = replace(an_attempt(), state=State.FINISHED, outcome="failed", report=TWO_OF_FOUR)

    assert evidence_of(attempt, SOFTMAX, Says.KNEW).score == evidence_of(attempt, SOFTMAX).score
    assert evidence_of(replace(attempt, outcome="passed"), SOFTMAX, Says.GUESSED).score == 0.0


def test_facts_of_the_attempt_reach_the_rating() -> None:
    """Time, tries, hints and the variant are those of the attempt."""
    attempt = replace(
        an_attempt(variant=Variant.LINE, spent_s=90, tries=3, hints=2),
        state=State.FINISHED,
        outcome="passed",
    )

    performance = performance_of(attempt, SOFTMAX)

    assert (performance.seconds, performance.tries, performance.hints) == (90, 3, 2)
    assert performance.variant is Variant.LINE
    assert performance.minutes < SOFTMAX.minutes
    assert evidence_of(attempt, SOFTMAX).aided


def test_the_estimate_survives_being_written() -> None:
    """What is read back goes on exactly as if it had never been written."""
    learning = Learning(course=lambda: COURSE)
    told = [Told(attempt=replace(one, state=State.FINISHED, outcome="passed", report="{}")) for one in many(9)]
    kept = learning.observe(Estimate(), told[:8])

    back = msgspec.json.decode(msgspec.json.encode(kept), type=Estimate)

    assert learning.observe(back, told[8:]) == learning.observe(kept, told[8:])
