"""The promises of a journal, kept by every implementation."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest

from deepdrill.practice import Aid, Attempt, Help, Journal, ListJournal, State
from deepdrill.store import open_store
from deepdrill.store.database import Database
from deepdrill.store.schema import metadata
from drill_samples import NOON, an_attempt

LATER = NOON + timedelta(minutes=1)
POSTGRES = "DEEPDRILL_TEST_POSTGRES"
"""A URL such as "postgresql+psycopg://localhost/test"; its tables are dropped."""


@pytest.fixture(params=["list", "sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """Give an empty journal of each kind."""
    if request.param == "list":
        yield ListJournal()
        return
    if request.param == "postgres":
        where: Path | str = postgres_url()
        drop_tables(str(where))
    else:
        where = tmp_path / "deepdrill.sqlite3"
    store = open_store(where)
    yield store
    store.close()


def postgres_url() -> str:
    """Name the PostgreSQL whose tables tests may drop; the test is skipped where there is none."""
    url = os.environ.get(POSTGRES, "")
    if not url:
        pytest.skip(f"{POSTGRES} names no database")
    return url


def drop_tables(url: str) -> None:
    """Make it a database that nobody has used yet."""
    database = Database(url)
    with database.writing() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    database.close()


def pass_(journal: Journal, attempt: Attempt, outcome: str = "passed") -> None:
    """Begin and finish an attempt."""
    journal.begin(attempt)
    journal.finish(attempt.id, outcome=outcome, report="{}", at=LATER)


def test_an_attempt_is_kept_as_it_was_begun(journal: Journal) -> None:
    """Every field comes back, with its time zone and its odd letters."""
    attempt = an_attempt(text="# 試み 🙂\n\tx = 'é'\r\n", seed=2**53 - 1, hints=2, saw_solution=True)

    journal.begin(attempt)

    assert journal.attempt(attempt.id) == attempt
    assert journal.unfinished() == (attempt,)


def test_a_moment_in_another_zone_is_the_same_moment(journal: Journal) -> None:
    """What was made at noon in Tokyo is found at three in the morning in UTC."""
    tokyo = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    journal.begin(an_attempt(made_at=tokyo))

    kept = journal.attempt("0001")

    assert kept is not None
    assert kept.made_at == tokyo


def test_an_unknown_attempt_is_not_there(journal: Journal) -> None:
    """Looking for one gives nothing; changing one is our bug."""
    assert journal.attempt("nobody") is None
    assert journal.attempts("local", before="nobody") == ()
    with pytest.raises(KeyError):
        journal.finish("nobody", outcome="passed", report="{}", at=LATER)


def test_finishing_records_outcome_and_report(journal: Journal) -> None:
    """A finished attempt says how it ended and when."""
    journal.begin(an_attempt())

    done = journal.finish("0001", outcome="failed", report='{"schema":1}', at=LATER)

    assert (done.state, done.outcome, done.report) == (State.FINISHED, "failed", '{"schema":1}')
    assert done.finished_at == LATER
    assert journal.attempt("0001") == done
    assert journal.unfinished() == ()


def test_the_first_report_stays(journal: Journal) -> None:
    """A late worker cannot record twice, nor take a finished attempt out of the count."""
    pass_(journal, an_attempt())

    again = journal.finish("0001", outcome="failed", report="later", at=LATER)
    void = journal.void("0001", note="late", at=LATER)

    assert again.outcome == void.outcome == "passed"
    assert void.state is State.FINISHED


def test_a_void_attempt_keeps_its_text_and_never_counts(journal: Journal) -> None:
    """Our failure is shown with what was handed in, and left out of the standing."""
    journal.begin(an_attempt())

    journal.void("0001", note="The judge died.", at=LATER, report='{"outcome":"broken"}')

    (kept,) = journal.attempts("local")
    assert (kept.state, kept.note, kept.text) == (State.VOID, "The judge died.", an_attempt().text)
    assert kept.report == '{"outcome":"broken"}'
    assert journal.standing("local") == {}


def test_a_report_that_comes_after_all_counts(journal: Journal) -> None:
    """An attempt that another program gave up too early is finished by the one that still works on it."""
    journal.begin(an_attempt())
    journal.void("0001", note="It seemed to have died.", at=LATER)

    done = journal.finish("0001", outcome="passed", report="{}", at=LATER)

    assert (done.state, done.note) == (State.FINISHED, "")


def test_attempts_are_listed_newest_first_and_page_by_page(journal: Journal) -> None:
    """Pages neither repeat nor leave out an attempt, also where two were made at the same moment."""
    for number in range(6):
        journal.begin(an_attempt(number, made_at=NOON + timedelta(seconds=number // 3)))
    journal.begin(an_attempt(8, learner="somebody else"))
    journal.begin(an_attempt(9, drill="attention/another"))

    first = journal.attempts("local", "attention/softmax", limit=2)
    second = journal.attempts("local", "attention/softmax", limit=4, before=first[-1].id)

    assert [attempt.id for attempt in first + second] == ["0005", "0004", "0003", "0002", "0001", "0000"]


def test_help_is_recorded_once_and_listed_in_order(journal: Journal) -> None:
    """Opening a rung again changes nothing; the solution comes last."""
    solution = Help(learner="local", drill="a/b", aid=Aid.SOLUTION, rung=0, gave_up=True, opened_at=NOON)
    hints = [Help(learner="local", drill="a/b", aid=Aid.HINT, rung=rung, opened_at=NOON) for rung in (1, 2)]

    for help_ in (solution, hints[1], hints[0]):
        journal.open_help(help_)
    journal.open_help(Help(learner="local", drill="a/b", aid=Aid.HINT, rung=1, opened_at=LATER))
    journal.open_help(Help(learner="else", drill="a/b", aid=Aid.HINT, rung=1, opened_at=LATER))

    assert journal.help_for("local", "a/b") == (*hints, solution)
    assert journal.help_for("local", "a/c") == ()


def test_standing_tells_an_unaided_pass_from_a_helped_one(journal: Journal) -> None:
    """Tries count what was judged; a pass after the solution was open is a pass, but no evidence."""
    pass_(journal, an_attempt(1), "failed")
    pass_(journal, an_attempt(2, made_at=LATER, hints=2))
    pass_(journal, an_attempt(3, made_at=LATER, saw_solution=True, revision=2))
    pass_(journal, an_attempt(4, drill="attention/seen", saw_solution=True))
    pass_(journal, an_attempt(5, drill="attention/alone"))
    pass_(journal, an_attempt(6, drill="attention/stuck"), "timed out")
    pass_(journal, an_attempt(7, learner="somebody else"))
    journal.begin(an_attempt(8))

    standing = journal.standing("local")

    softmax = standing["attention/softmax"]
    assert (softmax.tries, softmax.passed, softmax.unaided, softmax.fewest_hints) == (3, True, False, 2)
    assert (softmax.passed_at, softmax.passed_revision, softmax.last_at) == (LATER, 2, LATER)
    assert (standing["attention/seen"].passed, standing["attention/seen"].fewest_hints) == (True, None)
    assert standing["attention/alone"].unaided
    assert (standing["attention/stuck"].passed, standing["attention/stuck"].last_outcome) == (
        False,
        "timed out",
    )


@pytest.mark.slow
def test_many_threads_write_at_once(journal: Journal) -> None:
    """No attempt is lost when several are handed in together."""
    failures: list[Exception] = []

    def hand_in(start: int) -> None:
        try:
            for number in range(start, start + 5):
                pass_(journal, an_attempt(number))
        except Exception as error:  # noqa: BLE001  a thread's exception is shown by the assertion
            failures.append(error)

    threads = [Thread(target=hand_in, args=(100 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert journal.standing("local")["attention/softmax"].tries == 40
