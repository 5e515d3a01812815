"""How long it takes to say what to do today, with a long history in the database.

    python -m benchmarks.today [--drills 5000] [--attempts 1000000]

The library is the real one, its drills doubled under other names until there are enough; the attempts are drawn at
random over two years, in SQLite. Reported: going through all of them once (after an upgrade, or where nothing was
kept), then what a learner waits for: a new sitting, the sitting that is there, progress, an attempt that is taken in.
"""

import argparse
import dataclasses
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import insert

from deepdrill import content
from deepdrill.app import App, Settings
from deepdrill.content.records import Drill, Level, Library
from deepdrill.curriculum import Profile
from deepdrill.practice import Attempt, State
from deepdrill.store import open_store
from deepdrill.store.journal import SqlJournal
from deepdrill.store.rows import ensure_account
from deepdrill.store.schema import attempt

__all__ = ["main"]

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
A_BATCH = 10_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drills", type=int, default=5_000)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    given = parser.parse_args()
    library = doubled(content.load_library(content.find_content_root()), given.drills)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), content=library.root)
        fill(settings.database, library, given.attempts)
        with App(settings, clock=lambda: NOW) as app:
            app._library = library  # noqa: SLF001  made here, not read from files
            report(app, library, given.attempts)


def report(app: App, library: Library, attempts: int) -> None:
    """Take the times, in the order in which a learner would meet them."""
    preparation = app.preparation()
    role = next(iter(library.roles))
    profile = Profile(role=role, level=Level.MID, interview_on=NOW.date() + timedelta(days=20))
    preparation.set_up(profile)
    app.course  # noqa: B018  made once per start
    print(f"{len(library.drills):,} drills, {attempts:,} attempts")
    timed("all attempts gone through once", preparation.learned, runs=1)
    timed("what is known, read back", preparation.learned)
    timed("a sitting planned anew", preparation.plan_anew)
    timed("the sitting that is there", preparation.today)
    timed("progress", preparation.progress)
    drills = list(library.drills.values())
    numbers = iter(range(10**9, 2 * 10**9))

    def hand_in() -> None:
        one = drawn(next(numbers), random.choice(drills), NOW)
        app.journal.begin(replace(one, state=State.RUNNING, outcome=None, report=None, finished_at=None))
        app.journal.finish(one.id, outcome="passed", report="{}", at=NOW)

    timed("an attempt begun, finished and taken in", hand_in)


def timed(what: str, work: Callable[[], object], runs: int = 5) -> None:
    """Print the median wall-clock time, and the processor's, which a busy machine does not stretch."""
    spans = []
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        work()
        spans.append((time.perf_counter() - began, time.process_time() - worked))
    wall, cpu = (sorted(span)[runs // 2] * 1000 for span in zip(*spans, strict=True))
    print(f"{what:42} {wall:12,.1f} ms  {cpu:12,.1f} ms CPU", flush=True)


def doubled(library: Library, wanted: int) -> Library:
    """Give a library with as many drills as wanted, each copy under another name."""
    drills = dict(list(library.drills.items())[:wanted])
    originals, copies = list(library.drills.values()), 0
    while len(drills) < wanted:
        copies += 1
        for drill in originals[: wanted - len(drills)]:
            drills[f"{drill.path}-{copies}"] = dataclasses.replace(drill, path=f"{drill.path}-{copies}")
    return dataclasses.replace(library, drills=drills)


def fill(path: Path, library: Library, attempts: int) -> None:
    """Write attempts into a new database, oldest first."""
    store = open_store(path)
    for rows in batches(library, attempts):
        write(store, rows)
    store.close()


def write(store: SqlJournal, rows: list[dict[str, object]]) -> None:
    """Write some of them at once."""
    with store._database.writing() as connection:  # noqa: SLF001  no learner hands in ten thousand at once
        ensure_account(connection, "local", NOW - timedelta(days=800))
        connection.execute(insert(attempt), rows)


def batches(library: Library, attempts: int) -> Iterator[list[dict[str, object]]]:
    """Draw attempts over two years."""
    dice = random.Random(1)
    drills = list(library.drills.values())
    span = timedelta(days=730) / attempts
    rows: list[dict[str, object]] = []
    for number in range(attempts):
        one = drawn(number, dice.choice(drills), NOW - timedelta(days=731) + number * span, dice)
        fields = {name: getattr(one, name) for name in one.__struct_fields__}
        rows.append(fields | {"kind": one.kind.value, "state": one.state.value, "variant": one.variant.value})
        if len(rows) == A_BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def drawn(number: int, drill: Drill, at: datetime, dice: random.Random | None = None) -> Attempt:
    """Make a finished attempt."""
    passed = dice is None or dice.random() < 0.6
    return Attempt(
        id=f"{number:012}",
        learner="local",
        drill=drill.path,
        revision=drill.revision,
        kind=drill.kind,
        text="x",
        seed=7,
        state=State.FINISHED,
        outcome="passed" if passed else "failed",
        report='{"checks": [{"outcome": "passed"}, {"outcome": "failed"}]}',
        hints=0,
        made_at=at,
        finished_at=at,
        spent_s=60 * drill.minutes,
    )


if __name__ == "__main__":
    main()
