"""The judge as the rest of the program sees it: start it, hand in submissions, get verdicts.

This file imports no torch. It has checkers started, keeps one per core, and passes events on as they come.
"""

import contextlib
import importlib.util
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from deepdrill.content import Case, Debug, Drill, Implement
from deepdrill.errors import JudgeUnavailable, PackageMissing, UsageError
from deepdrill.judge.starting import choose_checkers
from deepdrill.judge.task import CANCEL, KnownMistake, Task
from deepdrill.judge.turns import Turn, Turns
from deepdrill.judge.verdict import Event, Outcome, Program, RunDone, RunReport, Submission, Verdict, VerdictReady

__all__ = ["OWN", "Judge", "missing_packages", "run_task_of", "task_of"]

OWN = "own"
"""In place of a stage: the learner's stages put together on a table of their own."""

PATIENCE_S = 60.0  # beyond a submission's own limit, for a machine under load; then the checker counts as lost
START_S = 120.0  # a cold disk can take long over torch's first import


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
        self.hidden = hidden
        self.workers = workers or _cores()
        self._turns: Turns[_Line] = Turns()
        self._latest: dict[str, Turn[_Line]] = {}
        """By key of `supersedes`: the newest submission, which a newer one ends."""
        self._starting = threading.Lock()
        self._checkers = choose_checkers(hidden)
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
            if self._checkers.alive:
                return
            self._hang_up()
            self._checkers.start()
            for _ in range(self.workers):
                self._turns.give(self._new_line())
        probe = self._run(self._turns.queue_up(""), _PROBE, lambda _: None, START_S)
        if not isinstance(probe, VerdictReady):
            why = self._why_it_died()
            self.close()
            raise JudgeUnavailable(why)
        self.isolation = probe.verdict.isolation

    @property
    def roots(self) -> tuple[int, ...]:
        """Process ids that all others descend from."""
        return self._checkers.roots

    def close(self) -> None:
        """End every process."""
        with self._starting:
            self._hang_up()
            self._checkers.close()

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
            PackageMissing: the drill's code needs a package that is not installed.
            JudgeUnavailable: no process could be started.
        """
        drill = self._find(submission.drill)
        task = task_of(submission, drill, learner=learner)
        tell = on_event or (lambda _: None)
        self.start()
        turn = self._turns.queue_up(learner)
        with self._superseding(supersedes, turn):
            last = self._run(turn, task, tell, task.wall_s + PATIENCE_S)
        if isinstance(last, VerdictReady):
            return last.verdict
        verdict = _cancelled(task) if turn.cancelled else _lost(task)
        tell(VerdictReady(verdict=verdict))
        return verdict

    def run(
        self,
        program: Program,
        on_event: Callable[[Event], None] | None = None,
        *,
        learner: str = "local",
        supersedes: str | None = None,
    ) -> RunReport:
        """Run a training program in a learner process and tell what it logs; nothing is judged.

        Args:
            program: what is to be run.
            on_event: told of what it logs as it comes, and of the end.
            learner: whose it is.
            supersedes: a key, as for `judge`; `stop` ends it by this key.

        Raises:
            UnknownDrill: no drill has that path.
            UsageError: the drill has no training program.
            JudgeUnavailable: no process could be started.
        """
        task = run_task_of(program, self._find(program.drill), learner=learner)
        tell = on_event or (lambda _: None)
        self.start()
        turn = self._turns.queue_up(learner)
        with self._superseding(supersedes, turn):
            last = self._run(turn, task, tell, task.wall_s + PATIENCE_S)
        if isinstance(last, RunDone):
            return last.report
        report = _not_run(task, stopped=turn.cancelled)
        tell(RunDone(report=report))
        return report

    def stop(self, key: str) -> bool:
        """End what was begun with this key of `supersedes`, its process too; tells whether there was anything."""
        turn = self._latest.get(key)
        if turn is None:
            return False
        self._turns.cancel(turn, interrupt=_Line.cancel)
        return True

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

    def _run(
        self, turn: "Turn[_Line]", task: Task, tell: Callable[[Event], None], patience_s: float
    ) -> VerdictReady | RunDone | None:
        """Exchange a task over the line of a turn and hand the line back; None where there is no last event."""
        turn.ready.wait()
        line = turn.place
        if line is None:
            return None
        last = None
        try:
            last = None if turn.cancelled else line.exchange(task, tell, patience_s)
        finally:
            turn.place = None  # a late cancel must not reach whoever has the line next
            if last is None and not turn.cancelled:
                line.close()  # the checker notices and ends
                line = self._new_line()
            self._turns.give(line)
        return last

    def _hang_up(self) -> None:
        while (line := self._turns.take_free()) is not None:
            line.close()

    def _new_line(self) -> "_Line":
        """Ask for one more checker."""
        try:
            return _Line(self._checkers.line())
        except OSError:
            raise JudgeUnavailable(self._why_it_died()) from None

    def _why_it_died(self) -> str:
        last = self._checkers.complaint() or "it gave no reason"
        if "No module named" in last and ("torch" in last or "numpy" in last):
            return f"The judge needs PyTorch and NumPy ({last}). Install them with:  pip install 'deepdrill[judge]'"
        return f"The judge's processes ended ({last}). Look at what holds with:  deepdrill doctor"


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

    def exchange(self, task: Task, tell: Callable[[Event], None], patience_s: float) -> VerdictReady | RunDone | None:
        """Hand over a task and pass its events on until the last; None where the checker was lost."""
        self._end.settimeout(patience_s)
        with contextlib.suppress(OSError, ValueError):
            self._end.sendall(msgspec.json.encode(task) + b"\n")
            for answer in self._answers:
                event = _EVENTS.decode(answer)
                tell(event)
                if isinstance(event, VerdictReady | RunDone):
                    return event
        return None


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def task_of(submission: Submission, drill: Drill, *, learner: str = "local") -> Task:
    """Put together all that a checker needs to know.

    Raises:
        UsageError: the drill is not one of code.
        PackageMissing: the drill's code needs a package that is not installed.
    """
    folder, body = _code_of(submission, drill)
    if isinstance(body, Implement):
        for package in missing_packages(body):
            raise PackageMissing(drill.path, package)
    return Task(
        drill=drill.path,
        folder=str(folder.resolve()),
        revision=drill.revision,
        code=_sendable(submission.code),
        seed=submission.seed,
        learner=learner,
        brief=submission.brief,
        defines=body.defines,
        forbids=body.forbids if isinstance(body, Implement) else (),
        wall_s=body.limits.wall_s,
        memory_mb=body.limits.memory_mb,
        solution=body.solution,
        mistakes=tuple(
            KnownMistake(name=mistake.name, code=mistake.code, says=mistake.says)
            for mistake in body.mistakes
            if submission.diagnose
        ),
        modules={name: _sendable(code) for name, code in submission.modules.items()},
        companions=_companions(drill, submission.stage),
        table=submission.table,
    )


def run_task_of(program: Program, drill: Drill, *, learner: str = "local") -> Task:
    """Put together what a checker needs to know to run a program.

    Raises:
        UsageError: the drill has no training program.
    """
    if not isinstance(drill.body, Debug):
        raise UsageError(f"{drill.path} has no training program to run. See:  deepdrill show {drill.path}")
    submission = Submission(drill=drill.path, code=program.code, seed=program.seed)
    task = task_of(submission, drill, learner=learner)
    return msgspec.structs.replace(task, run_only=True, defines=("train",), mistakes=())


def _code_of(submission: Submission, drill: Drill) -> tuple[Path, Implement | Debug]:
    """Find what a submission is judged by: the drill's own body, or that of one stage of a case."""
    match drill.body:
        case Implement() | Debug() as body:
            return drill.folder, body
        case Case(own=Implement() as own) if submission.stage == OWN:
            return drill.folder / OWN, own
        case Case() as case:
            stage = case.stage(submission.stage)
            if stage is not None:
                return drill.folder / "stages" / stage.id, stage.code
            known = ", ".join(one.id for one in case.stages)
            raise UsageError(f'{drill.path} has no stage "{submission.stage}". Its stages are: {known}')
    raise UsageError(f"{drill.path} is of kind {drill.kind}: there is no code to hand in.")


def _companions(drill: Drill, stage: str) -> dict[str, str]:
    if not isinstance(drill.body, Case):
        return {}
    return {one.id: one.code.solution for one in drill.body.stages if one.id != stage}


def _sendable(code: str) -> str:
    return code.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be sent


def missing_packages(body: Implement) -> list[str]:
    """List the packages that a drill's code needs and that are not installed."""
    return [package for package in body.packages if importlib.util.find_spec(package) is None]


def _lost(task: Task) -> Verdict:
    message = "The judge's checker was lost. This is our fault and is not held against you. Try again."
    return _unjudged(task, Outcome.BROKEN, message)


def _cancelled(task: Task) -> Verdict:
    return _unjudged(task, Outcome.CANCELLED, "A newer submission took its place.")


def _not_run(task: Task, *, stopped: bool) -> RunReport:
    message = "Stopped." if stopped else "The judge's checker was lost. This is our fault. Run it again."
    outcome = Outcome.CANCELLED if stopped else Outcome.BROKEN
    return RunReport(drill=task.drill, revision=task.revision, outcome=outcome, message=message, seed=task.seed)


def _unjudged(task: Task, outcome: Outcome, message: str) -> Verdict:
    return Verdict(drill=task.drill, revision=task.revision, outcome=outcome, message=message, seed=task.seed)


_EVENTS: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_PROBE = Task(
    drill="", folder="", revision=0, code="", seed=0, defines=(), forbids=(), wall_s=0, memory_mb=0,
    solution="", mistakes=(), probe=True,
)  # fmt: skip
