"""Judges code of our own with no isolation: the same checks, several times as fast as for a stranger's.

For the slips that `authoring` makes in a drill's own solution, thousands of them; never for a learner's code. Each
worker is a process of its own (`python -m deepdrill.judge.trusted`) that takes one task after another, since a slip can
still loop, take all memory or crash. This file imports no torch until a worker runs.
"""

import contextlib
import os
import queue
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import IO, NoReturn, Self

import msgspec

from deepdrill.content import Drill
from deepdrill.judge.client import task_of
from deepdrill.judge.screening import screen
from deepdrill.judge.starting import ENVIRONMENT
from deepdrill.judge.task import Task
from deepdrill.judge.verdict import Outcome, Submission, Verdict

__all__ = ["TrustedJudge"]

CPU_S = 2.0
"""A right solution takes a tenth of a second; what takes twenty times that does not end. Not by the clock on the wall:
beside other work that would end a right one too."""

PATIENCE = 15
"""How many times that the clock may show before the worker is ended: for what only sleeps, and for torch's import."""

MEMORY_BYTES = 4 << 30


class TrustedJudge:
    """Workers that judge trusted code, used from any thread.

    Args:
        find: gives the drill of a path; raises `UnknownDrill`.
        workers: how many run at once.
        cpu_s: how much of a core one submission may take.
    """

    def __init__(self, find: Callable[[str], Drill], *, workers: int, cpu_s: float = CPU_S) -> None:
        self._find = find
        self.workers = workers
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker(cpu_s) for _ in range(workers)]
        for worker in self._all:
            self._free.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.end()

    def judge(self, submission: Submission) -> Verdict:
        """Judge one submission; waits for a free worker."""
        task = task_of(submission, self._find(submission.drill))
        worker = self._free.get()
        try:
            return worker.exchange(task)
        finally:
            self._free.put(worker)


class _Worker:
    """One process, started by its first task and again after it died."""

    def __init__(self, cpu_s: float) -> None:
        self._cpu_s = cpu_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def exchange(self, task: Task) -> Verdict:
        """Have one task judged; a process that dies or hangs over it has settled the verdict."""
        with self._lock:
            process = self._started()
            tasks, verdicts = _pipes(process)
            with contextlib.suppress(BrokenPipeError):
                tasks.write(msgspec.json.encode(task) + b"\n")
                tasks.flush()
            in_time = bool(select.select([verdicts], [], [], self._cpu_s * PATIENCE)[0])
            answer = verdicts.readline() if in_time else b""
        verdict = _VERDICTS.decode(answer) if answer else None
        if verdict is None or verdict.outcome is Outcome.TIMED_OUT:
            self.end()  # an alarm may have stopped a library half-way through changing what the next task needs
        return verdict or _ended(task, Outcome.CRASHED if in_time else Outcome.TIMED_OUT)

    def end(self) -> None:
        """End the process."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-P", "-m", "deepdrill.judge.trusted", str(self._cpu_s)],
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # warnings about what slips compute
            )
        return self._process


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("it was started with both")
    return process.stdin, process.stdout


class _TooLong(BaseException):
    """The alarm went off; no `except Exception` of a slip catches it."""


def _work() -> NoReturn:
    """Judge tasks from standard input until it closes."""
    from deepdrill.judge.checker import judge_locally  # noqa: PLC0415  only a worker needs torch
    from deepdrill.judge.warmth import import_everything  # noqa: PLC0415

    import_everything()
    cpu_s = float(sys.argv[1])
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGPROF, _ring)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started us
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a slip prints is nobody's
    for line in sys.stdin.buffer:
        task = msgspec.json.decode(line, type=Task)
        answers.write(msgspec.json.encode(_judge(task, judge_locally, cpu_s)) + b"\n")
    os._exit(0)


def _judge(task: Task, judge_locally: Callable[[Task], Verdict], cpu_s: float) -> Verdict:
    refusal = screen(task.code, defines=task.defines, forbids=task.forbids)
    if refusal is not None:
        return _ended(task, Outcome.REFUSED if refusal.reason == "forbidden" else Outcome.FAILED)
    try:
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        try:
            return judge_locally(task)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _TooLong:
        return _ended(task, Outcome.TIMED_OUT)
    except Exception:  # noqa: BLE001  a module that raises when it is run
        return _ended(task, Outcome.CRASHED)


def _ring(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _TooLong


def _ended(task: Task, outcome: Outcome) -> Verdict:
    return Verdict(drill=task.drill, revision=task.revision, outcome=outcome, message=outcome, seed=task.seed)


_VERDICTS = msgspec.json.Decoder(Verdict)

if __name__ == "__main__":
    _work()
