"""Runs: a submission being judged in a thread, and what has happened to it so far.

Events are kept for a while after the end, so that a reader who comes late or again gets all of them in order.
Whether the code is right is decided behind `app`; how an event looks, by the readers (`api`, `bench`).
"""

import asyncio
import secrets
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from deepdrill.errors import DeepdrillError
from deepdrill.judge.verdict import Event, Verdict

__all__ = ["Ended", "Entry", "Happening", "Purpose", "Run", "Runs", "Work"]

KEPT = 64
"""Ended runs that are remembered; a learner looks at the last one or two."""


class Purpose(Enum):
    """What a run is for."""

    SUBMIT = auto()
    """An attempt: recorded."""
    TRY = auto()
    """The learner wants the whole verdict, unrecorded."""
    LIVE = auto()
    """The page looks which claims hold while the learner types."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last thing that happens to every run."""

    verdict: Verdict | None
    """None where nothing could be judged."""
    attempt: str | None = None
    """The recorded attempt's id; None where nothing was recorded."""
    trouble: str = ""
    """Our failure in words for the learner, where there is no verdict."""


Happening = Event | Ended

Work = Callable[[Callable[[Event], None]], Ended]
"""Judge something, telling of each event as it comes."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One happening with its place, from 1."""

    number: int
    what: Happening


@dataclass(kw_only=True)
class Run:
    """One submission on its way; written by the judging thread, read by any number of streams."""

    id: str
    drill: str
    code: str
    purpose: Purpose
    tab: str = ""
    """The opened page that it belongs to; "" where none does."""
    _entries: list[Entry] = field(default_factory=list)
    _readers: set["_Reader"] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, what: Happening) -> None:
        """Add a happening and wake the readers."""
        with self._lock:
            self._entries.append(Entry(number=len(self._entries) + 1, what=what))
            for reader in self._readers:
                reader.wake()

    @property
    def end(self) -> Ended | None:
        """How it ended; None while it goes on."""
        with self._lock:
            last = self._entries[-1].what if self._entries else None
        return last if isinstance(last, Ended) else None

    def since(self, number: int) -> list[Entry]:
        """List what happened after this place."""
        with self._lock:
            return self._entries[number:]

    async def follow(self, after: int = 0) -> AsyncIterator[Entry]:
        """Give what happened after this place, then each happening as it comes, to the end."""
        reader = _Reader(asyncio.get_running_loop())
        with self._lock:
            self._readers.add(reader)
        try:
            while True:
                reader.woken.clear()
                for entry in self.since(after):
                    after = entry.number
                    yield entry
                    if isinstance(entry.what, Ended):
                        return
                await reader.woken.wait()
        finally:
            with self._lock:
                self._readers.discard(reader)

    async def wait(self) -> Ended:
        """Give the end, once it has come."""
        async for entry in self.follow():
            if isinstance(entry.what, Ended):
                return entry.what
        raise AssertionError("a run always ends")


class _Reader:
    """A stream that waits in its own event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.woken = asyncio.Event()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)


class Runs:
    """All runs of this server, the last few of the ended ones included."""

    def __init__(self, kept: int = KEPT) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._kept = kept
        self._lock = threading.Lock()

    def start(self, *, drill: str, code: str, purpose: Purpose, work: Work, tab: str = "") -> Run:
        """Begin a run in a thread of its own."""
        run = Run(id=secrets.token_hex(8), drill=drill, code=code, purpose=purpose, tab=tab)
        self.add(run)
        threading.Thread(target=_judge, args=(run, work), name=f"run-{run.id}", daemon=True).start()
        return run

    def add(self, run: Run) -> None:
        """Remember a run, and forget the oldest of those that have ended."""
        with self._lock:
            self._runs[run.id] = run
            self._forget()

    def get(self, run_id: str) -> Run | None:
        """Find a run; None where it was never begun here or is long over."""
        with self._lock:
            return self._runs.get(run_id)

    def asked_for(self, tab: str) -> bool:
        """Tell whether a verdict that the learner asked for on this page is on its way."""
        with self._lock:
            ours = [run for run in self._runs.values() if tab and run.tab == tab and run.purpose is not Purpose.LIVE]
        return any(run.end is None for run in ours)

    def _forget(self) -> None:
        ended = [run_id for run_id, run in self._runs.items() if run.end]
        for run_id in ended[: max(0, len(self._runs) - self._kept)]:
            del self._runs[run_id]


def _judge(run: Run, work: Work) -> None:
    """Do the work; whatever happens, the run ends and its readers are told."""
    end = Ended(verdict=None, trouble=OUR_FAULT)
    try:
        end = work(run.tell)
    except DeepdrillError as foreseen:
        end = Ended(verdict=None, trouble=str(foreseen))
    finally:
        run.tell(end)  # a bug of ours still shows its traceback: it leaves this thread after the learner is told


OUR_FAULT = (
    "deepdrill itself failed while it judged your code. Nothing was recorded and nothing counts against you. "
    "The terminal where it runs shows what happened."
)
