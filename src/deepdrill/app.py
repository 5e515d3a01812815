"""The only place that chooses: which content, which journal, which judge, whose clock and dice.

The faces (`cli`, `web`) ask an `App`; it hands every question on to the package that can answer it. Nothing
is opened before it is needed: reading works with an unusable database, and numbers start no judge.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from deepdrill import content, practice
from deepdrill.clock import Clock, system_clock
from deepdrill.content.records import Drill, Library
from deepdrill.content.spelling import near
from deepdrill.errors import FaultyDrill, JudgeUnavailable, StoreUnavailable, UnknownDrill, UsageError
from deepdrill.grading import Calculation, Problem
from deepdrill.judge.verdict import Event, Submission, Verdict
from deepdrill.practice import Attempt, Hints, Journal, Judges, Standing

if TYPE_CHECKING:
    from deepdrill.judge import Judge
    from deepdrill.store import SqlJournal

__all__ = ["LOCAL", "App", "Dice", "LazyJudge", "Settings", "open_app", "system_dice"]

LOCAL = "local"
"""The one learner of a laptop: no sign-in, no name asked."""

LARGEST_SEED = 2**53 - 1
"""A seed survives JSON and a browser unchanged up to here."""


@dataclass(frozen=True, kw_only=True)
class Dice:
    """Where chance comes from."""

    seed: Callable[[], int]
    """Gives the seed of fresh inputs, from 0 to 2**32."""
    attempt_id: Callable[[], str]
    """Gives an id that no other attempt has."""


def system_dice() -> Dice:
    """Roll the machine's own dice."""
    return Dice(seed=lambda: secrets.randbelow(2**32), attempt_id=lambda: secrets.token_hex(8))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a person may choose without touching code."""

    home: Path
    """The folder that holds the database."""
    content: Path | None = None
    """The library's folder; None for the one that came with deepdrill."""
    workers: int = 1
    """Submissions judged at once."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Self:
        """Read DEEPDRILL_HOME, DEEPDRILL_CONTENT and DEEPDRILL_WORKERS; an empty one counts as unset."""
        env = os.environ if env is None else env
        home = env.get("DEEPDRILL_HOME")
        library = env.get("DEEPDRILL_CONTENT")
        return cls(
            home=Path(home).expanduser() if home else _user_folder(),
            content=Path(library).expanduser() if library else None,
            workers=_workers(env.get("DEEPDRILL_WORKERS", "")),
        )

    @property
    def database(self) -> Path:
        """The file that holds attempts."""
        return self.home / "deepdrill.sqlite3"


@dataclass(kw_only=True)
class LazyJudge:
    """The judge, started by its first submission: it imports torch, which takes about two seconds."""

    find: Callable[[str], Drill]
    hidden: tuple[Path, ...]
    """Folders with answers, which no submission may see."""
    workers: int
    _judge: "Judge | None" = None
    _lock: RLock = field(default_factory=RLock, repr=False)

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge one submission."""
        return self.start().judge(submission, on_event, supersedes=supersedes)

    def start(self) -> "Judge":
        """Start the judge unless it runs already."""
        with self._lock:
            if self._judge is None:
                from deepdrill.judge import Judge  # noqa: PLC0415  the faces import `app` for much less

                judge = Judge(self.find, hidden=self.hidden, workers=self.workers)
                judge.start()
                self._judge = judge
            return self._judge

    def close(self) -> None:
        """End its processes."""
        with self._lock:
            judge, self._judge = self._judge, None
        if judge is not None:
            judge.close()


class App:
    """deepdrill, opened: one per process, used from any thread, closed at the end."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        dice: Dice | None = None,
        journal: Journal | None = None,
        judges: Judges | None = None,
    ) -> None:
        """Choose the parts; a journal or a judge that is passed in is used as it is and not closed.

        Args:
            settings: Where things are.
            clock: Gives the present moment.
            dice: Gives seeds and ids; the system's own by default.
            journal: Where attempts are kept, instead of the database in `settings.home`.
            judges: Who judges, instead of the judge's own processes.
        """
        self.settings = settings
        self.interrupted: tuple[Attempt, ...] = ()
        """Attempts that a crash left unfinished, found when the journal was opened; each keeps its text."""
        self._clock = clock
        self._dice = dice or system_dice()
        self._journal = journal
        self._store: SqlJournal | None = None
        self._judges = judges
        self._lazy_judge: LazyJudge | None = None
        self._library: Library | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._lock = RLock()

    @cached_property
    def root(self) -> Path:
        """The folder of the content."""
        return self.settings.content or content.find_content_root()

    @property
    def library(self) -> Library:
        """All drills, read on first use."""
        with self._lock:
            if self._library is None:
                self._seen = _fingerprint(self.root)
                self._library = content.load_library(self.root)
            return self._library

    @property
    def journal(self) -> Journal:
        """Where attempts are kept; opened on first use, so that reading drills needs no database.

        Raises:
            StoreUnavailable: The database cannot be used; the message says why and what to do.
        """
        with self._lock:
            if self._journal is None:
                from deepdrill.store import open_store  # noqa: PLC0415  SQLAlchemy takes half a second

                self._store = open_store(self.settings.database)
                self._journal = self._store
                with suppress(StoreUnavailable):  # locked just now: the next start finds them again
                    self.interrupted = practice.recover(self._journal, clock=self._clock)
            return self._journal

    @property
    def judge(self) -> Judges:
        """Who judges; its processes start with the first submission."""
        with self._lock:
            if self._judges is None:
                hidden = (self.root, self.settings.home)
                self._lazy_judge = LazyJudge(find=self.drill, hidden=hidden, workers=self.settings.workers)
                self._judges = self._lazy_judge
            return self._judges

    def warm_up(self) -> Thread:
        """Start the judge in the background, so that the first verdict need not wait for torch."""
        judge = self.judge
        thread = Thread(target=_start, args=(judge,), name="deepdrill warm-up", daemon=True)
        thread.start()
        return thread

    def drill(self, path: str) -> Drill:
        """Find a drill.

        Raises:
            FaultyDrill: It is there, but left out for the faults of its files.
            UnknownDrill: No drill has that path; the message names those that look like it.
        """
        library = self.library
        if path in library.drills:
            return library.drills[path]
        if path in library.faulty:
            folder = library.root / path
            raise FaultyDrill(path, sum(fault.path.is_relative_to(folder) for fault in library.faults))
        raise UnknownDrill(path, near(path, library.drills))

    def submit(
        self,
        drill_path: str,
        code: str,
        *,
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
        learner: str = LOCAL,
    ) -> Attempt:
        """Judge code and record the attempt; see `practice.submit`."""
        return practice.submit(
            self.drill(drill_path),
            code,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            judges=self.judge,
            journal=self.journal,
            clock=self._clock,
            on_event=on_event,
            supersedes=supersedes,
        )

    def try_out(
        self,
        drill_path: str,
        code: str,
        *,
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge code and record nothing; an older run with the same key of `supersedes` ends as cancelled."""
        drill = self.drill(drill_path)
        practice.require_judged(drill)
        submission = Submission(drill=drill.path, code=code, seed=self._seed(seed))
        return self.judge.judge(submission, on_event, supersedes=supersedes)

    def problem(self, drill_path: str, seed: int | None = None) -> Problem:
        """Draw the numbers of a calculate drill; `problem.seed` grades the answer to them."""
        return self._calculation(drill_path).problem(self._seed(seed))

    def answer(self, drill_path: str, text: str, *, seed: int, learner: str = LOCAL) -> Attempt:
        """Grade an answer to a calculate drill and record the attempt; see `practice.answer`."""
        return practice.answer(
            self._calculation(drill_path),
            text,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            journal=self.journal,
            clock=self._clock,
        )

    def standing(self, *, learner: str = LOCAL) -> dict[str, Standing]:
        """Say where the learner stands, by drill; drills never tried are left out."""
        return self.journal.standing(learner)

    def attempts(
        self, drill: str | None = None, limit: int = 50, *, before: str | None = None, learner: str = LOCAL
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first; `before` is the id of the last one already seen."""
        return self.journal.attempts(learner, drill, limit=limit, before=before)

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        return self.journal.attempt(attempt_id)

    def hints(self, drill_path: str, *, learner: str = LOCAL) -> Hints:
        """Show which hints are open; opens none."""
        return practice.hints_of(self.drill(drill_path), learner=learner, journal=self.journal)

    def open_hint(self, drill_path: str, *, learner: str = LOCAL) -> Hints:
        """Open the next hint and record it."""
        drill = self.drill(drill_path)
        return practice.open_hint(drill, learner=learner, journal=self.journal, clock=self._clock)

    def open_solution(self, drill_path: str, *, give_up: bool = False, seed: int = 0, learner: str = LOCAL) -> str:
        """Give the solution after a pass, or by giving up, and record it; see `practice.open_solution`."""
        return practice.open_solution(
            self.drill(drill_path),
            learner=learner,
            journal=self.journal,
            clock=self._clock,
            give_up=give_up,
            seed=seed,
        )

    def reload(self) -> bool:
        """Read the content again if a file has changed since; tells whether it has."""
        with self._lock:
            if self._library is not None and _fingerprint(self.root) == self._seen:
                return False
            self._library = None
            return bool(self.library)

    def close(self) -> None:
        """End the judge's processes and close the database; a second time does nothing."""
        with self._lock:
            judge, self._lazy_judge = self._lazy_judge, None
            store, self._store = self._store, None
            if judge is not None:
                self._judges = None
            if store is not None:
                self._journal = None
        if judge is not None:
            judge.close()
        if store is not None:
            store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _calculation(self, drill_path: str) -> Calculation:
        drill = self.drill(drill_path)
        practice.require_calculate(drill)
        return Calculation.load(drill)

    def _seed(self, seed: int | None) -> int:
        if seed is None:
            return self._dice.seed()
        if not 0 <= seed <= LARGEST_SEED:
            raise UsageError(
                f"{seed} is no seed: give a whole number from 0 to {LARGEST_SEED}, or none for a fresh one."
            )
        return seed


def open_app(settings: Settings | None = None) -> App:
    """Open deepdrill, as a context manager; without settings they come from the environment."""
    return App(settings or Settings.from_environment())


def _start(judge: Judges) -> None:
    """Start the judge if it can be; if not, the first submission will say so to somebody who listens."""
    if isinstance(judge, LazyJudge):
        with suppress(JudgeUnavailable):
            judge.start()


def _user_folder() -> Path:
    import platformdirs  # noqa: PLC0415  only where no folder was chosen

    return Path(platformdirs.user_data_dir("deepdrill", appauthor=False))


def _workers(text: str) -> int:
    """Read a number of workers; by default one for every two cores, for a check may use two threads."""
    if not text:
        return max(1, (os.cpu_count() or 2) // 2)
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise UsageError(f'DEEPDRILL_WORKERS is "{text}", but must be a whole number from 1. Unset it or write, say, 2.')


def _fingerprint(root: Path) -> tuple[int, int]:
    """Sum up the library's files by name, time and size; another sum means that something has changed."""
    total = count = 0
    for folder, _, names in os.walk(root):
        for name in names:
            try:
                seen = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118  a thousand drills in 0.1 s
            except FileNotFoundError:
                continue
            total ^= hash((folder, name, seen.st_mtime_ns, seen.st_size))
            count += 1
    return total, count
