"""Nothing is locked in: everything out as JSON, CSV and Anki, one's own JSON in, and a backup while others write."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from deepdrill import content
from deepdrill.content.records import Kind
from deepdrill.errors import StoreUnavailable, UsageError
from deepdrill.judge.verdict import Outcome, to_json
from deepdrill.practice import (
    Aid,
    Correction,
    Help,
    Journal,
    Learning,
    ListJournal,
    ListPlans,
    Plans,
    Says,
    State,
    TakenIn,
    Takeout,
    attempts_csv,
    read_takeout,
    take_in,
    take_out,
)
from deepdrill.practice.anki import anki_package
from deepdrill.recall import Variant
from deepdrill.store import SqlJournal, back_up, open_store, restore
from drill_samples import NOON, an_attempt, verdict
from test_learning import COURSE, SOFTMAX, done
from test_plans import SETUP
from tiny_library import DOUBLE, write_library

Parts = tuple[Journal, Plans]

REPORT = to_json(verdict(Outcome.FAILED))

HELP = Help(learner="local", drill=SOFTMAX.path, aid=Aid.HINT, rung=1, opened_at=NOON)


@pytest.fixture(params=["list", "sqlite"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Parts]:
    """Give a journal and plans of each kind."""
    if request.param == "list":
        yield ListJournal(), ListPlans()
        return
    store = open_store(tmp_path / "deepdrill.sqlite3", learning=Learning(course=lambda: COURSE))
    yield store, store.plans
    store.close()


def filled(journal: Journal, plans: Plans) -> None:
    """Leave a trace of every kind."""
    plans.set_up(SETUP)
    for number in range(5):
        attempt = an_attempt(number, made_at=NOON + timedelta(hours=number), text=f'=1+{number}\n"é",🙂', spent_s=61)
        done(journal, attempt, outcome="passed" if number % 2 else "failed", report=REPORT)
    journal.begin(an_attempt(9, made_at=NOON + timedelta(hours=9)))
    journal.open_help(HELP)
    journal.correct(Correction(attempt="0001", learner="local", says=Says.GUESSED, said_at=NOON))


def out_of(journal: Journal, plans: Plans) -> bytes:
    """Take everything out."""
    return msgspec.json.encode(take_out("local", journal=journal, plans=plans, at=NOON))


def into(raw: bytes, journal: Journal, plans: Plans) -> TakenIn:
    """Take it in."""
    return take_in(read_takeout(raw, "mine.json"), "local", journal=journal, plans=plans)


def test_what_goes_out_comes_in_again(parts: Parts) -> None:
    """Into an empty place it brings everything; what was still running is out of the count there."""
    here = ListJournal(), ListPlans()
    filled(*here)

    taken = into(out_of(*here), *parts)

    journal, plans = parts
    assert taken == msgspec.structs.replace(taken, attempts=6, known=0, setup=True)
    assert plans.setup("local") == SETUP
    theirs = {one.id: one for one in journal.attempts("local")}
    assert {name: one for name, one in theirs.items() if name != "0009"} == {
        name: one for name, one in here[0].kept.items() if name != "0009"
    }
    assert (theirs["0009"].state, theirs["0009"].text) == (State.VOID, an_attempt().text)
    assert journal.every_help("local") == (HELP,)
    assert [one.says for one in journal.every_correction("local")] == [Says.GUESSED]


def test_a_second_time_changes_nothing(parts: Parts) -> None:
    """The same file twice, or a file over what it came from."""
    filled(*parts)
    raw = out_of(*parts)

    for _ in range(2):
        taken = into(raw, *parts)
        assert (taken.attempts, taken.known, taken.setup) == (0, 6, False)

    assert out_of(*parts) == raw


def test_what_was_taken_in_counts(tmp_path: Path) -> None:
    """Cards and estimate are those of somebody who did it here."""
    here = ListJournal(learning=Learning(course=lambda: COURSE)), ListPlans()
    filled(*here)
    store = open_store(tmp_path / "deepdrill.sqlite3", learning=Learning(course=lambda: COURSE))
    done(store, an_attempt(700, made_at=NOON - timedelta(days=3)))
    store.learned("local")

    into(out_of(*here), store, store.plans)

    assert store.learned("local").cards[SOFTMAX.path].reps == here[0].learned("local").cards[SOFTMAX.path].reps + 1
    store.close()


def test_an_older_set_up_does_not_take_the_place_of_a_newer(parts: Parts) -> None:
    """What one told last counts."""
    old = msgspec.json.encode(Takeout(made_at=NOON, setup=SETUP))
    newer = replace(SETUP, set_at=NOON + timedelta(days=1))
    parts[1].set_up(newer)

    into(old, *parts)

    assert parts[1].setup("local") == newer


def broken(change: Callable[[dict[str, object]], None]) -> bytes:
    """Give a takeout with something wrong in its only attempt."""
    here = ListJournal(), ListPlans()
    done(here[0], an_attempt(1), report=REPORT)
    whole = json.loads(out_of(*here))
    change(whole)
    return json.dumps(whole).encode()


def in_attempt(**fields: object) -> Callable[[dict[str, object]], None]:
    """Change fields of the attempt."""

    def change(whole: dict[str, object]) -> None:
        whole["attempts"][0] |= fields  # type: ignore[index]

    return change


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no takeout"),
        (b"\xff\xfe", "no takeout"),
        (b"[1, 2]", "no takeout"),
        (b'{"what": "something else"}', "no takeout"),
        (b'{"what": "deepdrill takeout", "schema": 2, "made_at": "2026-03-01T12:00:00Z"}', "schema"),
        (broken(in_attempt(kind="sing")), r"attempts\[0\].kind"),
        (broken(in_attempt(made_at="2026-03-01T12:00:00")), "time without a zone"),
        (broken(in_attempt(id="")), "no id"),
        (broken(in_attempt(drill="x" * 1000)), "too long"),
        (broken(in_attempt(text="a\0b")), "cannot keep"),
        (broken(in_attempt(seed=2**64)), "cannot keep"),
        (broken(in_attempt(outcome=None)), "no outcome"),
        (broken(in_attempt(report='{"schema": 7}')), "report"),
        (broken(lambda whole: whole.update(corrections=[{"attempt": "nobody", "learner": "local", "says": "knew", "said_at": "2026-03-01T12:00:00Z"}])), "no attempt"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_bad_file_changes_nothing_and_says_where(parts: Parts, raw: bytes, says: str) -> None:
    """The message names the file and the place."""
    filled(*parts)
    before = out_of(*parts)

    with pytest.raises(UsageError, match=says) as refused:
        into(raw, *parts)

    assert "mine.json" in str(refused.value)
    assert "Nothing was changed" in str(refused.value)
    assert out_of(*parts) == before


def test_attempts_become_a_table() -> None:
    """One line each, whatever is in the text, with what was made of it."""
    here = ListJournal(), ListPlans()
    filled(*here)
    takeout = take_out("local", journal=here[0], plans=here[1], at=NOON)

    rows = list(csv.DictReader(io.StringIO(attempts_csv(takeout, {SOFTMAX.path: SOFTMAX}))))

    assert len(rows) == 6
    assert rows[1]["text"] == '=1+1\n"é",🙂'
    assert (rows[1]["rating"], rows[1]["word"], rows[3]["rating"]) == ("again", "guessed", "easy")
    assert (rows[5]["state"], rows[5]["rating"]) == ("running", "")


def test_many_attempts_are_gathered_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is left out, none comes twice, oldest first."""
    monkeypatch.setattr("deepdrill.practice.takeout.AT_ONCE", 2)
    journal = ListJournal()
    for number in range(5):
        done(journal, an_attempt(number, made_at=NOON + timedelta(minutes=number)))

    takeout = take_out("local", journal=journal, plans=ListPlans(), at=NOON)

    assert [one.id for one in takeout.attempts] == ["0000", "0001", "0002", "0003", "0004"]


# Anki


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[str], str]]:
    """Make a package of the small library, and read it as Anki does: guid, fields and tags of each note."""
    library = content.load_library(write_library(tmp_path_factory.mktemp("library")))
    package = anki_package(library.drills.values(), library.topics, NOON)
    folder = tmp_path_factory.mktemp("anki")
    zipfile.ZipFile(io.BytesIO(package)).extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as collection:
        found = collection.execute("SELECT guid, flds, tags FROM notes ORDER BY flds").fetchall()
        decks = json.loads(collection.execute("SELECT decks FROM col").fetchone()[0])
        cards = collection.execute("SELECT count(*) FROM cards").fetchone()[0]
    assert cards == len(found)
    assert "deepdrill::Basics" in {deck["name"] for deck in decks.values()}
    return [(guid, fields.split("\x1f"), tags) for guid, fields, tags in found]


def test_a_note_asks_and_answers(notes: list[tuple[str, list[str], str]]) -> None:
    """The question in front; the worked answer and what people get wrong behind."""
    by_path = {fields[0]: (fields[1], fields[2], tags) for _, fields, tags in notes}

    front, back, tags = by_path[DOUBLE]

    assert "<h3>Double</h3>" in front
    assert "return x + x" in back
    assert "You squared x: add it to itself instead." in back
    assert "And thrice?" in back
    assert {"implement", "mid", "basics"} <= set(tags.split())


def test_a_calculate_note_has_numbers(notes: list[tuple[str, list[str], str]]) -> None:
    """No placeholder is left, the working is of the same numbers, and formulas are marked as Anki reads them."""
    front, back = next(fields[1:] for _, fields, _ in notes if fields[0] == "basics/size")

    assert not re.search(r"\{[a-z]+\}", front.replace(r"\frac{a}{b}", ""))
    assert r"\(\frac{a}{b}\)" in front.replace("\\\\", "\\")
    assert "times" in back


def test_notes_keep_their_identity(notes: list[tuple[str, list[str], str]], tmp_path: Path) -> None:
    """A package made again has the same ids, so that Anki changes notes instead of doubling them."""
    library = content.load_library(write_library(tmp_path))
    again = zipfile.ZipFile(io.BytesIO(anki_package(library.drills.values(), library.topics, NOON + timedelta(days=9))))
    again.extract("collection.anki2", tmp_path)

    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as collection:
        guids = {guid for (guid,) in collection.execute("SELECT guid FROM notes")}

    assert guids == {guid for guid, _, _ in notes}


# Backup


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a database."""
    return tmp_path / "home" / "deepdrill.sqlite3"


def a_store(path: Path, *numbers: int) -> SqlJournal:
    """Open a database and record attempts."""
    store = open_store(path)
    for number in numbers:
        store.begin(an_attempt(number, kind=Kind.IMPLEMENT, variant=Variant.WHOLE))
    return store


def ids(store: SqlJournal) -> list[str]:
    """List the attempts that are there."""
    return sorted(one.id for one in store.attempts("local"))


def test_a_backup_is_made_while_the_database_is_open(path: Path, tmp_path: Path) -> None:
    """It is one file with everything up to then, and a database by itself."""
    store = a_store(path, 1, 2)

    back_up(path, tmp_path / "copies" / "mine.sqlite3")
    store.begin(an_attempt(3))

    copy = open_store(tmp_path / "copies" / "mine.sqlite3")
    assert (ids(copy), ids(store)) == (["0001", "0002"], ["0001", "0002", "0003"])
    copy.close()
    store.close()


def test_a_backup_is_restored_under_an_open_program(path: Path, tmp_path: Path) -> None:
    """The program goes on with what was restored; what was there before is kept beside it."""
    backup = tmp_path / "mine.sqlite3"
    store = a_store(path, 1)
    back_up(path, backup)
    store.begin(an_attempt(2))

    kept = restore(backup, path)

    assert ids(store) == ["0001"]
    store.begin(an_attempt(3))
    assert ids(store) == ["0001", "0003"]
    store.close()
    assert kept is not None
    before = open_store(kept)
    assert ids(before) == ["0001", "0002"]
    before.close()
    assert restore(backup, path) != kept
    assert not list(path.parent.glob("*.restoring*"))


def test_a_backup_is_restored_where_nothing_is(path: Path, tmp_path: Path) -> None:
    """On a new machine."""
    backup = tmp_path / "mine.sqlite3"
    a_store(tmp_path / "old.sqlite3", 1).close()
    back_up(tmp_path / "old.sqlite3", backup)

    assert restore(backup, path) is None

    store = open_store(path)
    assert ids(store) == ["0001"]
    store.close()


def test_a_backup_does_not_overwrite(path: Path, tmp_path: Path) -> None:
    """Nor does it make one of nothing."""
    a_store(path, 1).close()
    target = tmp_path / "mine.sqlite3"
    target.write_text("precious")

    with pytest.raises(UsageError, match="exists already"):
        back_up(path, target)
    with pytest.raises(UsageError, match="no database"):
        back_up(tmp_path / "none.sqlite3", tmp_path / "other.sqlite3")

    assert target.read_text() == "precious"
    assert [file.name for file in tmp_path.iterdir() if "part" in file.name] == []


@pytest.mark.parametrize(
    ("contents", "says"),
    [(b"Dear diary", "no database of deepdrill's"), (b"", "no database of deepdrill's"), (None, "no file")],
)
def test_what_is_no_backup_changes_nothing(path: Path, tmp_path: Path, contents: bytes | None, says: str) -> None:
    """A file of another program, an empty one, or none at all."""
    a_store(path, 1).close()
    before = path.read_bytes()
    file = tmp_path / "odd"
    if contents is not None:
        file.write_bytes(contents)

    with pytest.raises(UsageError, match=says):
        restore(file, path)

    assert path.read_bytes() == before


def test_a_damaged_backup_changes_nothing(path: Path, tmp_path: Path) -> None:
    """Half a file is found out before anything is touched."""
    store = a_store(tmp_path / "old.sqlite3")
    for number in range(40):
        store.begin(an_attempt(number, text="x" * 4000))
    store.close()
    backup = tmp_path / "mine.sqlite3"
    back_up(tmp_path / "old.sqlite3", backup)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    a_store(path, 1).close()

    with pytest.raises(UsageError, match=r"damaged|malformed"):
        restore(backup, path)

    opened = open_store(path)
    assert ids(opened) == ["0001"]
    opened.close()


def test_a_newer_backup_is_refused(path: Path, tmp_path: Path) -> None:
    """An old program cannot read what a newer one wrote."""
    a_store(path, 1).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()

    with pytest.raises(UsageError, match="newer deepdrill"):
        restore(path, tmp_path / "home2" / "deepdrill.sqlite3")


def test_a_database_that_is_locked_is_not_restored_over(path: Path, tmp_path: Path) -> None:
    """Somebody is writing: it says so, and nothing was changed."""
    a_store(path, 1).close()
    backup = tmp_path / "mine.sqlite3"
    back_up(path, backup)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="Another program"):
            restore(backup, path, busy_s=0.05)
