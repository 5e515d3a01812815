"""Checkers and learner processes where nothing can be forked: each is started by itself and imports torch anew.

For Windows, and wherever DEEPDRILL_PROCESSES is "spawn". A process meets the one that started it on the loopback
interface and proves itself with a secret that it was given on its standard input. There is no isolation here beyond a
process of its own, its limits where the system has any, and the clock.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from deepdrill.judge.meeting import Meeting, call
from deepdrill.judge.seedling import HUNG_UP, Seedling, ThreadOutput

__all__ = ["SpawningNursery", "main"]

AHEAD = 2  # learner processes kept ready; each takes torch's import, about two seconds of one core
LAST_BREATH_S = 0.3  # a process that hung up is about to end; how it ends is worth the wait
START_S = 120.0  # a cold disk can take long over torch's first import
LONGEST_GREETING = 1024


class SpawningNursery:
    """Starts learner processes ahead of need; lives in the checker.

    Args:
        environment: all that they inherit.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._growing: deque[tuple[Meeting, Path]] = deque()
        self._out: dict[int, tuple[Meeting, Path]] = {}
        self._replenish()

    def learner(self, *, clean: bool = False) -> Seedling:  # noqa: ARG002  none has run a submission yet
        """Give the process that was started first."""
        meeting, folder = self._growing.popleft() if self._growing else self._plant()
        line = meeting.line()
        line.settimeout(START_S)
        greeting = _greeting(line)
        if meeting.process.stdout is None:
            raise AssertionError("it was started with a pipe")
        line.settimeout(None)
        self._out[meeting.process.pid] = (meeting, folder)
        return Seedling(
            pid=meeting.process.pid,
            line=line,
            output=ThreadOutput(meeting.process.stdout),
            layers=tuple(greeting.split(",")) if greeting else (),
        )

    def server(self, listener: socket.socket) -> Seedling:  # noqa: ARG002  nothing confines it: it opens its own
        """Give a process; it makes the socket that it serves on."""
        return self.learner()

    def end(self, seedling: Seedling, *, gone: bool = False) -> int:
        """End a process with its group, and start the next."""
        meeting, folder = self._out.pop(seedling.pid)
        seedling.line.close()
        code = _ended_by_itself(meeting.process) if gone else None
        _kill(meeting.process)
        seedling.output.close()
        shutil.rmtree(folder, ignore_errors=True)
        self._replenish()
        return HUNG_UP if code is None else code

    def _plant(self) -> tuple[Meeting, Path]:
        folder = Path(tempfile.mkdtemp(prefix="deepdrill-"))
        return Meeting("learner", environment=self._environment, output=subprocess.PIPE, folder=folder), folder

    def _replenish(self) -> None:
        while len(self._growing) < AHEAD:
            self._growing.append(self._plant())

    def close(self) -> None:
        """End every process."""
        for meeting, folder in (*self._growing, *self._out.values()):
            meeting.call_off()
            shutil.rmtree(folder, ignore_errors=True)
        self._growing.clear()
        self._out.clear()


def main(arguments: Sequence[str]) -> NoReturn:
    """Call whoever started this process, and be what it asked for."""
    role, port = arguments
    line = call(int(port))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started us
    if role == "checker":
        _check(line)
    _learn(line)


def _check(line: socket.socket) -> NoReturn:
    nursery = SpawningNursery(os.environ)  # its processes import torch while this one does
    from deepdrill.judge.checker import CHECKER_BYTES, serve_checks  # noqa: PLC0415
    from deepdrill.judge.limits import bound_memory  # noqa: PLC0415
    from deepdrill.judge.warmth import import_everything  # noqa: PLC0415

    import_everything()
    bound_memory(CHECKER_BYTES)
    serve_checks(line, nursery)


def _learn(line: socket.socket) -> NoReturn:
    from deepdrill.judge.learner import serve_submission  # noqa: PLC0415
    from deepdrill.judge.limits import memory_held  # noqa: PLC0415
    from deepdrill.judge.warmth import import_everything  # noqa: PLC0415

    import_everything()
    layers = _confine()
    held = memory_held()
    with contextlib.suppress(OSError):
        line.sendall(",".join(layers).encode() + b"\n")
        serve_submission(line, 1, held)
    os._exit(0)


def _confine() -> tuple[str, ...]:
    """Take on what limits the system has, and a group of processes to be killed by."""
    if not hasattr(os, "fork"):
        return ()
    from deepdrill.judge.jail import confine_learner  # noqa: PLC0415  knows no Windows

    return confine_learner((), ())


def _ended_by_itself(process: subprocess.Popen[bytes]) -> int | None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(LAST_BREATH_S)
    return None


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _greeting(line: socket.socket) -> str:
    """Read which layers hold, which a learner process says once it is ready."""
    said = b""
    while not said.endswith(b"\n"):
        part = line.recv(1)
        if not part or len(said) > LONGEST_GREETING:
            raise ConnectionError("the learner process did not become ready")
        said += part
    return said.decode("ascii", "replace").strip()


if __name__ == "__main__":
    main(sys.argv[1:])
