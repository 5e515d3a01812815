"""The judge as the rest of the program sees it: start it, hand in submissions, get verdicts.

This file imports no torch. It starts the zygote, keeps one checker per core, and passes events on as they come.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from deepdrill.content import Drill, Implement
from deepdrill.errors import JudgeUnavailable, UsageError
from deepdrill.judge.task import CANCEL, KnownMistake, Task
from deepdrill.judge.turns import Turn, Turns
from deepdrill.judge.verdict import Event, Outcome, Submission, Verdict, VerdictReady

__all__ = ["Judge", "task_of"]

PATIENCE_S = 60.0  # beyond a submission's own limit, for a machine under load; then the checker counts as lost
START_S = 120.0  # a cold disk can take long over torch's first import

ZYGOTE_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # a second thread before the fork would hang matrix products in every child
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # The heap in huge pages: a fork copies fewer page table entries, 4 ms instead of 7 (measured). PYTHONMALLOC=malloc
    # would bring it to 2, but Python then runs slower, and the verdict with it.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}

INHERITED = frozenset({
    "PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME",
    "VIRTUAL_ENV", "DEEPDRILL_ISOLATION", "DEEPDRILL_EXPLAIN_JAIL",
})  # fmt: skip


class Judge:
    """Warm processes that judge submissions; one lifetime, safe to share between threads.

    Args:
        find: gives the drill of a path; raises `UnknownDrill`.
        hidden: folders with answers, which no learner process may see.
        workers: how many submissions run at once; one per core where None.
    """

    def __init__(
        self, find: Callable[[str], Drill], *, hidden: tuple[Path, ...] = (), workers: int | None = None
    ) -> None:
        self._find = find
        self._hidden = hidden
        self.workers = workers or _cores()
        self._turns: Turns[_Line] = Turns()
        self._latest: dict[str, Turn[_Line]] = {}
        """By key of `supersedes`: the newest submission, which a newer one ends."""
        self._starting = threading.Lock()
        self._zygote: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._complaints: IO[bytes] | None = None
        self.isolation: tuple[str, ...] = ()
        """Layers that hold; known after the first verdict or `start`."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the processes and wait until one learner process is ready; does nothing where they run."""
        with self._starting:
            if self._zygote is not None and self._zygote.poll() is None:
                return
            self._spawn()
            for _ in range(self.workers):
                self._turns.give(self._new_line())
        probe = self._run(self._turns.queue_up(""), _PROBE, lambda _: None, START_S)
        if probe is None:
            raise JudgeUnavailable(self._why_it_died())
        self.isolation = probe.isolation

    def close(self) -> None:
        """End every process."""
        with self._starting:
            if self._requests is not None:
                self._requests.close()
                self._requests = None
            self._hang_up()
            if self._zygote is not None:
                self._zygote.terminate()
                self._zygote.wait()
                self._zygote = None
            if self._complaints is not None:
                self._complaints.close()
                self._complaints = None

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        learner: str = "local",
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge one submission; waits for a free checker, which learners get in rotation.

        Args:
            submission: what was handed in.
            on_event: told of each check as it starts and ends, and of the verdict.
            learner: whose it is.
            supersedes: a key; an older submission with the same key, waiting or running, ends as cancelled.

        Raises:
            UnknownDrill: no drill has that path.
            UsageError: the drill is not one of code.
            JudgeUnavailable: no process could be started.
        """
        drill = self._find(submission.drill)
        task = task_of(submission, drill)
        tell = on_event or (lambda _: None)
        self.start()
        turn = self._turns.queue_up(learner)
        with self._superseding(supersedes, turn):
            turn.ready.wait()
            verdict = self._run(turn, task, tell, task.wall_s + PATIENCE_S)
        if verdict is None:
            verdict = _cancelled(task) if turn.cancelled else _lost(task)
            tell(VerdictReady(verdict=verdict))
        return verdict

    @contextlib.contextmanager
    def _superseding(self, key: str | None, turn: "Turn[_Line]") -> Iterator[None]:
        """End the older submission of that key, and be the one that the next ends."""
        if key is None:
            yield
            return
        older = self._latest.get(key)
        self._latest[key] = turn
        if older is not None:
            self._turns.cancel(older, interrupt=_Line.cancel)
        try:
            yield
        finally:
            if self._latest.get(key) is turn:
                del self._latest[key]

    def _run(self, turn: "Turn[_Line]", task: Task, tell: Callable[[Event], None], patience_s: float) -> Verdict | None:
        """Exchange a task over the line of a turn and hand the line back; None where there is no verdict."""
        turn.ready.wait()
        line = turn.place
        if line is None:
            return None
        verdict = None
        try:
            verdict = None if turn.cancelled else line.exchange(task, tell, patience_s)
        finally:
            turn.place = None  # a late cancel must not reach whoever has the line next
            if verdict is None and not turn.cancelled:
                line.close()  # the checker notices and ends
                line = self._new_line()
            self._turns.give(line)
        return verdict

    def _hang_up(self) -> None:
        while (line := self._turns.take_free()) is not None:
            line.close()

    def _spawn(self) -> None:
        self._hang_up()
        ours, theirs = socket.socketpair()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the zygote
        command = [sys.executable, "-P", "-m", "deepdrill.judge.zygote", str(theirs.fileno())]
        self._zygote = subprocess.Popen(  # noqa: S603  our own module
            [*command, *(str(folder) for folder in self._hidden)],
            env=_bare_environment() | ZYGOTE_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._requests = ours

    def _new_line(self) -> "_Line":
        """Ask the zygote for one more checker."""
        ours, theirs = socket.socketpair()
        with theirs:
            if self._requests is None:
                raise JudgeUnavailable("The judge was closed. Start it again, or run:  deepdrill doctor")
            try:
                socket.send_fds(self._requests, [b"checker"], [theirs.fileno()])
            except OSError:
                raise JudgeUnavailable(self._why_it_died()) from None
        return _Line(ours)

    def _why_it_died(self) -> str:
        text = ""
        if self._complaints is not None:
            self._complaints.seek(0)
            text = self._complaints.read().decode("utf-8", "replace").strip()
        last = text.splitlines()[-1] if text else "it gave no reason"
        if "No module named" in last and ("torch" in last or "numpy" in last):
            return f"The judge needs PyTorch and NumPy ({last}). Install them with:  pip install 'deepdrill[judge]'"
        return f"The judge's processes ended ({last}). Look at what holds with:  deepdrill doctor"


def _bare_environment() -> dict[str, str]:
    """Give what an interpreter needs of the environment: a learner process could read whatever else is there."""
    return {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("LC_")}


class _Line:
    """The line to one checker."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._answers = end.makefile("rb")

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._end.close()

    def cancel(self) -> None:
        """Ask the checker to stop what it judges; it answers with a verdict all the same."""
        with contextlib.suppress(OSError):
            self._end.sendall(CANCEL)

    def exchange(self, task: Task, tell: Callable[[Event], None], patience_s: float) -> Verdict | None:
        """Hand over a task and pass its events on until the verdict; None where the checker was lost."""
        self._end.settimeout(patience_s)
        with contextlib.suppress(OSError, ValueError):
            self._end.sendall(msgspec.json.encode(task) + b"\n")
            for answer in self._answers:
                event = _EVENTS.decode(answer)
                tell(event)
                if isinstance(event, VerdictReady):
                    return event.verdict
        return None


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def task_of(submission: Submission, drill: Drill) -> Task:
    """Put together all that a checker needs to know."""
    body = drill.body
    if not isinstance(body, Implement):
        raise UsageError(f"{drill.path} is of kind {drill.kind}: there is no code to hand in.")
    return Task(
        drill=drill.path,
        folder=str(drill.folder.resolve()),
        revision=drill.revision,
        code=submission.code.encode("utf-8", "replace").decode(),  # half a surrogate pair cannot be sent
        seed=submission.seed,
        brief=submission.brief,
        defines=body.defines,
        forbids=body.forbids,
        wall_s=body.limits.wall_s,
        memory_mb=body.limits.memory_mb,
        solution=body.solution,
        mistakes=tuple(
            KnownMistake(name=mistake.name, code=mistake.code, says=mistake.says) for mistake in body.mistakes
        ),
    )


def _lost(task: Task) -> Verdict:
    message = "The judge's checker was lost. This is our fault and is not held against you. Try again."
    return _unjudged(task, Outcome.BROKEN, message)


def _cancelled(task: Task) -> Verdict:
    return _unjudged(task, Outcome.CANCELLED, "A newer submission took its place.")


def _unjudged(task: Task, outcome: Outcome, message: str) -> Verdict:
    return Verdict(drill=task.drill, revision=task.revision, outcome=outcome, message=message, seed=task.seed)


_EVENTS: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_PROBE = Task(
    drill="", folder="", revision=0, code="", seed=0, defines=(), forbids=(), wall_s=0, memory_mb=0,
    solution="", mistakes=(), probe=True,
)  # fmt: skip
