"""Runs: a submission being judged in a thread, and what has happened to it so far.

Events are kept for a while after the end, so that a reader who comes late or again gets all of them in order.
Whether the code is right is decided behind `app`; how an event looks, by the readers (`api`, `bench`).
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from deepdrill.errors import DeepdrillError
from deepdrill.judge.verdict import Event, RunReport, Verdict
from deepdrill.practice import Repair
from deepdrill.web.tape import Entry, Tape

__all__ = ["Ended", "Happening", "Purpose", "Run", "Runs", "Work"]

KEPT = 64
"""Ended runs that are remembered; a learner looks at the last one or two."""


class Purpose(Enum):
    """What a run is for."""

    SUBMIT = auto()
    """An attempt: recorded."""
    TRY = auto()
    """The learner wants the whole verdict, unrecorded."""
    RUN = auto()
    """A training program is watched, not judged."""
    LIVE = auto()
    """The page looks which claims hold while the learner types."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last thing that happens to every run."""

    verdict: Verdict | None
    """None where nothing could be judged."""
    report: RunReport | None = None
    """Of a program that was only run."""
    repair: Repair | None = None
    """Of a repair that was handed in."""
    attempt: str | None = None
    """The recorded attempt's id; None where nothing was recorded."""
    trouble: str = ""
    """Our failure in words for the learner, where there is no verdict."""


Happening = Event | Ended

Work = Callable[[Callable[[Event], None]], Ended]
"""Judge something, telling of each event as it comes."""


@dataclass(kw_only=True)
class Run:
    """One submission on its way; written by the judging thread, read by any number of streams."""

    id: str
    drill: str
    code: str
    purpose: Purpose
    tab: str = ""
    """The opened page that it belongs to; "" where none does."""
    line_of: int | None = None
    """Where only a missing line was filled in, the seed that chose it."""
    stage: str = ""
    """Of a case, which stage the code is for."""
    _tape: Tape[Happening] = field(default_factory=lambda: Tape(_is_end))

    def tell(self, what: Happening) -> None:
        """Add a happening and wake the readers."""
        self._tape.tell(what)

    @property
    def end(self) -> Ended | None:
        """How it ended; None while it goes on."""
        last = self._tape.last
        return last if isinstance(last, Ended) else None

    def since(self, number: int) -> list[Entry[Happening]]:
        """List what happened after this place."""
        return self._tape.since(number)

    def follow(self, after: int = 0) -> AsyncIterator[Entry[Happening]]:
        """Give what happened after this place, then each happening as it comes, to the end."""
        return self._tape.follow(after)

    async def wait(self) -> Ended:
        """Give the end, once it has come."""
        end = await self._tape.end()
        assert isinstance(end, Ended)  # noqa: S101  what `_is_end` has told
        return end


def _is_end(what: Happening) -> bool:
    return isinstance(what, Ended)


class Runs:
    """All runs of this server, the last few of the ended ones included."""

    def __init__(self, kept: int = KEPT) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._kept = kept
        self._lock = threading.Lock()

    def start(
        self,
        *,
        drill: str,
        code: str,
        purpose: Purpose,
        work: Work,
        tab: str = "",
        line_of: int | None = None,
        stage: str = "",
    ) -> Run:
        """Begin a run in a thread of its own."""
        run = Run(
            id=secrets.token_hex(8), drill=drill, code=code, purpose=purpose, tab=tab, line_of=line_of, stage=stage
        )
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
