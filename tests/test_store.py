"""A database that cannot be used says why and what to do, and nothing that was handed in is lost."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from alembic import autogenerate, migration
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from deepdrill.errors import StoreUnavailable
from deepdrill.practice import Learning, State
from deepdrill.recall import Variant
from deepdrill.store import SqlJournal, open_store
from deepdrill.store.database import Database
from deepdrill.store.migration import TREE, Tree, bring_up_to_date
from deepdrill.store.schema import REVISIONS, UtcTime, metadata
from drill_samples import NOON, an_attempt
from test_journal import drop_tables, postgres_url
from test_learning import COURSE

SOON = 0.05
"""How long these tests wait for a lock, in seconds."""

NOBODY = 65534

POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]

SECOND = '''
"""A version that only this test knows: rebuilds the table that others refer to."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "0003"


def upgrade():
    with op.batch_alter_table("account", recreate="always") as batch:
        batch.add_column(sa.Column("name", sa.String(80), nullable=True))
'''

BREAKS = SECOND + "    raise RuntimeError('halfway')\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a database file that is not there yet."""
    return tmp_path / "home" / "deepdrill.sqlite3"


@contextmanager
def opened(path: Path, *, tree: Tree = TREE) -> Iterator[SqlJournal]:
    """Open a store and close it at the end."""
    store = open_store(path, busy_s=SOON, tree=tree)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def shared() -> Iterator[Path]:
    """Make a folder that everybody can reach, unlike `tmp_path`."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights of root, whom no permission stops."""
    me = os.geteuid()
    if me == 0:
        try:
            os.seteuid(NOBODY)
        except OSError:
            pytest.skip("there is no user without rights here")
    try:
        yield
    finally:
        os.seteuid(me)


def a_longer_tree(folder: Path, migration: str = SECOND) -> Tree:
    """Add a second version to the schema."""
    folder.mkdir()
    (folder / "9999_second.py").write_text(migration)
    return Tree(revisions=(*TREE.revisions, "9999"), folders=(*TREE.folders, folder))


def only_the_first(folder: Path) -> Tree:
    """Give the schema as it was at its first version."""
    folder.mkdir()
    shutil.copy(TREE.folders[0] / "0001_first.py", folder)
    return Tree(revisions=("0001",), folders=(folder,))


def refusal(path: Path) -> str:
    """Open a store that cannot be opened; give the message."""
    with pytest.raises(StoreUnavailable) as refused, opened(path):
        pass
    return str(refused.value)


def last_line(message: str) -> str:
    """Give the line that names the next command."""
    return message.splitlines()[-1]


def test_a_new_database_is_made_with_its_folder(path: Path) -> None:
    """The first start needs nothing but a place to write."""
    with opened(path) as store:
        assert store.attempts("local") == ()

    assert path.is_file()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_what_was_recorded_is_there_after_a_restart(path: Path) -> None:
    """Closing and opening again loses nothing."""
    with opened(path) as store:
        store.begin(an_attempt())

    with opened(path) as store:
        assert store.attempts("local") == (an_attempt(),)


def test_an_empty_file_is_a_new_database(path: Path) -> None:
    """Somebody who touched the file first has done no harm."""
    path.parent.mkdir()
    path.touch()

    with opened(path) as store:
        assert store.attempts("local") == ()


def test_the_file_is_set_up_for_readers_beside_a_writer(path: Path) -> None:
    """Write-ahead logging and foreign keys are on, so reading works while another program writes."""
    with opened(path) as store, store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1

    with opened(path) as store, locked(path):
        assert store.attempts("local") == ()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def empty(request: pytest.FixtureRequest, path: Path) -> Iterator[Callable[[], Database]]:
    """Give a function that gives an empty database, in whose place there may be another afterwards."""
    where = postgres_url() if request.param == "postgres" else path
    with ExitStack() as stack:

        def give() -> Database:
            stack.close()
            if isinstance(where, str):
                drop_tables(where)
            else:
                where.unlink(missing_ok=True)
            database = Database(where)
            stack.callback(database.close)
            database.prepare()
            return database

        yield give


def migrated(database: Database, folder: Path) -> Database:
    """Begin with the first version and go through every migration."""
    bring_up_to_date(database, only_the_first(folder))
    bring_up_to_date(database)
    return database


def test_the_migrations_make_the_schema(empty: Callable[[], Database], tmp_path: Path) -> None:
    """Tables as declared and tables as migrated are the same, and the newest version is the declared one."""
    with migrated(empty(), tmp_path / "first").reading() as connection:
        context = migration.MigrationContext.configure(connection)
        differences = autogenerate.compare_metadata(context, metadata)
        version = context.get_current_revision()

    assert differences == []
    assert version == REVISIONS[-1]


def test_a_new_database_is_as_a_migrated_one(empty: Callable[[], Database], tmp_path: Path) -> None:
    """A first start takes a shorter way to the same tables: every column, default, key and index."""
    came_the_long_way = tables_of(migrated(empty(), tmp_path / "first"))
    new = empty()
    bring_up_to_date(new)

    assert tables_of(new) == came_the_long_way
    assert came_the_long_way.keys() == metadata.tables.keys() | {"alembic_version"}


def tables_of(database: Database) -> dict[str, tuple[Any, ...]]:
    """Describe each table and what it holds: a new database has rows only in the one of the version."""
    with database.reading() as connection:
        look = inspect(connection)
        return {
            name: (
                [{**column, "type": repr(column["type"])} for column in look.get_columns(name)],
                look.get_pk_constraint(name),
                by_name(look.get_foreign_keys(name)),
                by_name(look.get_indexes(name)),
                by_name(look.get_unique_constraints(name)),
                by_name(look.get_check_constraints(name)),
                connection.exec_driver_sql(f"SELECT * FROM {name}").all(),
            )
            for name in look.get_table_names()
        }


def by_name(found: Iterable[Any]) -> list[Any]:
    """Sort what has no order of its own."""
    return sorted(found, key=lambda one: str(one["name"]))


def test_the_schema_can_be_written_for_postgresql() -> None:
    """Nothing in it is SQLite's alone."""
    written = [str(CreateTable(table).compile(dialect=POSTGRESQL)) for table in metadata.tables.values()]

    assert len(written) == len(metadata.tables)
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in written)


def test_a_moment_without_a_zone_is_refused() -> None:
    """Nobody could say later when it was."""
    with pytest.raises(ValueError, match="no time zone"):
        UtcTime().process_bind_param(datetime(2026, 3, 1, 12), POSTGRESQL)  # noqa: DTZ001


def test_an_older_database_is_copied_and_then_migrated(path: Path, tmp_path: Path) -> None:
    """The copy beside it holds the old version; attempts survive a rebuilt table that they refer to."""
    with opened(path) as store:
        store.begin(an_attempt())

    with opened(path, tree=a_longer_tree(tmp_path / "versions")) as store:
        assert store.attempts("local") == (an_attempt(),)
        store.begin(an_attempt(2))

    with opened(path.with_name(f"{path.name}.before-9999")) as copy:
        assert copy.attempts("local") == (an_attempt(),)


FIRST = """
INSERT INTO account VALUES ('local', '2026-03-01 12:00:00');
INSERT INTO attempt (id, learner, drill, revision, kind, text, seed, state, outcome, report, note, hints, saw_solution,
                     made_at, finished_at) VALUES
  ('0001', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'finished', 'failed', '{}', '', 0, 0,
   '2026-03-01 12:00:00.000000', '2026-03-01 12:00:01.000000'),
  ('0002', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'void', NULL, NULL, 'ours', 0, 0,
   '2026-03-01 12:01:00.000000', '2026-03-01 12:01:01.000000'),
  ('0003', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'finished', 'crashed', '{}', '', 0, 0,
   '2026-03-01 12:05:00.000000', '2026-03-01 12:05:01.000000'),
  ('0004', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'finished', 'passed', '{}', '', 2, 0,
   '2026-03-01 12:09:00.000000', '2026-03-01 12:09:01.000000'),
  ('0005', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'finished', 'failed', '{}', '', 0, 1,
   '2026-03-01 12:10:00.000000', '2026-03-01 12:10:01.000000'),
  ('0006', 'local', 'attention/softmax', 1, 'implement', 'x', 7, 'finished', 'failed', '{}', '', 0, 1,
   '2026-03-02 12:10:00.000000', '2026-03-02 12:10:01.000000');
"""


def test_a_database_from_before_practice_brings_its_history(path: Path, tmp_path: Path) -> None:
    """Attempts of the first version count for cards and estimate, with their tries numbered and nothing made up."""
    database = Database(path)
    database.prepare()
    bring_up_to_date(database, only_the_first(tmp_path / "first"))
    database.close()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FIRST)

    store = open_store(path, learning=Learning(course=lambda: COURSE))

    kept = store.attempts("local")
    learned = store.learned("local")
    assert [(one.id, one.tries) for one in reversed(kept)] == [
        ("0001", 1), ("0002", 1), ("0003", 2), ("0004", 3), ("0005", 1), ("0006", 1)
    ]  # fmt: skip
    assert {(one.variant, one.spent_s) for one in kept} == {(Variant.WHOLE, None)}
    assert learned.made_anew_from == 5
    assert learned.cards["attention/softmax"].reps == 2  # two sittings
    assert store.standing("local")["attention/softmax"].passed
    store.close()
    assert path.with_name(f"{path.name}.before-{REVISIONS[-1]}").exists()


def test_a_migration_that_fails_changes_nothing(path: Path, tmp_path: Path) -> None:
    """The database stays at its old version, and works."""
    with opened(path) as store:
        store.begin(an_attempt())
    broken = a_longer_tree(tmp_path / "versions", BREAKS)

    with pytest.raises(RuntimeError, match="halfway"), opened(path, tree=broken):
        pass

    with opened(path) as store:
        assert store.attempts("local") == (an_attempt(),)


def test_a_second_copy_does_not_replace_the_first(path: Path, tmp_path: Path) -> None:
    """Whoever puts the old database back and upgrades again keeps both copies."""
    with opened(path):
        pass
    tree = a_longer_tree(tmp_path / "versions")
    for _ in range(2):
        with opened(path, tree=tree):
            pass
        shutil.copy(path.with_name(f"{path.name}.before-9999"), path)

    with opened(path, tree=tree):
        pass

    assert sorted(file.name for file in path.parent.glob("*.before-*")) == [
        f"{path.name}.before-9999",
        f"{path.name}.before-9999.1",
        f"{path.name}.before-9999.2",
    ]


def test_a_database_from_a_newer_version_is_left_alone(path: Path, tmp_path: Path) -> None:
    """An old program does not touch what it does not know; the message says to upgrade."""
    with opened(path, tree=a_longer_tree(tmp_path / "versions")):
        pass
    before = path.read_bytes()

    message = refusal(path)

    assert "newer deepdrill" in message
    assert last_line(message) == "Upgrade:  pip install --upgrade deepdrill"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "contents",
    [
        b"Dear diary, today I learned about attention." * 100,
        b"\x00" * 5000,
        b"SQLite format 3\x00" + b"\xff" * 5000,
        b"short",
    ],
)
def test_a_file_that_is_no_database_is_left_alone(path: Path, contents: bytes) -> None:
    """It is never overwritten; the message says how to move it away."""
    path.parent.mkdir()
    path.write_bytes(contents)

    message = refusal(path)

    assert last_line(message).startswith("To begin anew, move it out of the way:  mv ")
    assert path.read_bytes() == contents


def test_a_truncated_database_is_left_alone(path: Path) -> None:
    """Half a database is recognised at the start, not at the first lost attempt."""
    with opened(path) as store:
        for number in range(20):
            store.begin(an_attempt(number, text="x" * 4000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    message = refusal(path)

    assert "damaged" in message
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_the_copy_made_before_an_upgrade_is_offered(path: Path) -> None:
    """Who has lost a database learns that there is an older one."""
    path.parent.mkdir()
    path.write_text("no database")
    copy = path.with_name(f"{path.name}.before-9999")
    copy.touch()

    assert str(copy) in refusal(path)


def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    """Tables that are not ours are not mixed with ours."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name)")

    assert "no database of deepdrill's" in refusal(path)


@pytest.mark.parametrize("url", ["nonsense://host/deepdrill", "postgresql+nonsense://host/deepdrill", "://"])
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    """The message shows what a URL looks like and what it needs."""
    with pytest.raises(StoreUnavailable, match="pip install"):
        open_store(url)


def test_a_folder_in_place_of_the_file_is_said(path: Path) -> None:
    """The message names it and how to move it away."""
    path.mkdir(parents=True)

    assert "is a folder" in refusal(path)
    assert last_line(refusal(path)).startswith("Move it out of the way:  mv ")


def test_a_file_in_place_of_the_home_folder_is_said(path: Path) -> None:
    """A home that is a file cannot hold a database."""
    path.parent.touch()

    assert "must be a folder" in refusal(path)


def test_a_folder_that_cannot_be_written_is_said(shared: Path) -> None:
    """No new database can be made there, nor a folder for one."""
    shut = shared / "shut"
    shut.mkdir(mode=0o555)

    with as_nobody():
        messages = [refusal(shut / "deepdrill.sqlite3"), refusal(shut / "home" / "deepdrill.sqlite3")]

    for message in messages:
        assert "cannot be written" in message
        assert "chmod" in last_line(message)


def test_a_file_that_cannot_be_written_is_said_and_the_text_is_kept(shared: Path) -> None:
    """The history can still be read; what is handed in waits beside the database."""
    path = shared / "deepdrill.sqlite3"
    with opened(path) as store:
        store.begin(an_attempt())
    path.chmod(0o444)

    with as_nobody(), opened(path) as store:
        assert store.attempts("local") == (an_attempt(),)
        with pytest.raises(StoreUnavailable) as refused:
            store.begin(an_attempt(2))

    for left in shared.glob("*.sqlite3*"):
        left.chmod(0o755 if left.is_dir() else 0o644)
    with opened(path) as store:
        rescued = store.attempt("0002")
    assert "cannot be written" in str(refused.value)
    assert "0002.json" in str(refused.value)
    assert rescued is not None
    assert (rescued.state, rescued.text) == (State.VOID, an_attempt().text)


def test_another_writer_is_waited_for_and_then_named(path: Path) -> None:
    """A lock that stays is told in words, and the attempt is taken in at the next start, void for it was not judged."""
    with opened(path) as store, locked(path):
        with pytest.raises(StoreUnavailable) as refused:
            store.begin(an_attempt())
        assert store.attempts("local") == ()

    assert "Another program has been writing" in str(refused.value)
    assert "is kept in" in str(refused.value)
    with opened(path) as store:
        (kept,) = store.attempts("local")
        assert (kept.state, kept.text) == (State.VOID, an_attempt().text)
        assert "hand it in again" in kept.note
    assert list(path.parent.glob("*.rescued/*")) == []


def test_a_verdict_that_could_not_be_written_is_recorded_at_the_next_start(path: Path) -> None:
    """The work was done, so it counts once the database can be written again."""
    with opened(path) as store:
        store.begin(an_attempt())
        with locked(path), pytest.raises(StoreUnavailable):
            store.finish("0001", outcome="passed", report="{}", at=NOON)

    with opened(path) as store:
        kept = store.attempt("0001")

    assert kept is not None
    assert (kept.state, kept.outcome) == (State.FINISHED, "passed")


def test_a_store_that_is_locked_at_the_start_says_so(path: Path) -> None:
    """Two programs that start at once wait for each other, but not for ever."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert "Another program has been writing" in refusal(path)


def test_a_short_lock_is_waited_out(path: Path) -> None:
    """A writer that is done within the busy timeout costs time and nothing else."""
    with opened(path):
        pass
    store = open_store(path, busy_s=5)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = Timer(0.05, lambda: other.execute("COMMIT"))
    timer.start()
    store.begin(an_attempt())
    timer.join()
    other.close()

    assert store.attempts("local") == (an_attempt(),)
    store.close()


def test_a_rescued_file_that_is_no_attempt_is_left_where_it_is(path: Path) -> None:
    """A broken rescue file stops nothing and is not thrown away."""
    odd = path.with_name(f"{path.name}.rescued") / "odd.json"
    odd.parent.mkdir(parents=True)
    odd.write_text("{")

    with opened(path) as store:
        assert store.attempts("local") == ()

    assert odd.exists()


def _write_many(path: Path, start: int) -> None:
    store = open_store(path)
    for number in range(start, start + 20):
        store.begin(an_attempt(number))
        store.finish(f"{number:04}", outcome="passed", report="{}", at=NOON)
    store.close()


@pytest.mark.slow
def test_processes_may_start_and_write_at_once(path: Path) -> None:
    """A server and a command line share one history, even if both make the database in the same moment."""
    processes = [get_context("spawn").Process(target=_write_many, args=(path, 100 * n)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with opened(path) as store:
        assert store.standing("local")["attention/softmax"].tries == 80
