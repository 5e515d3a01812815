"""Start checkers and get a line to each: forked from a warm process where a system can, each by itself elsewhere.

This file imports no torch.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

from deepdrill.errors import JudgeUnavailable
from deepdrill.judge.meeting import Meeting

__all__ = ["ENVIRONMENT", "Checkers", "choose_checkers"]

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # a second thread before the fork would hang matrix products in every child
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # The heap in huge pages: a fork copies fewer page table entries, 4 ms instead of 7 (measured). PYTHONMALLOC=malloc
    # would bring it to 2, but Python then runs slower, and the verdict with it.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    # No accelerator: where torch sees one, autograd starts a thread for it, and no fork can compute gradients any more.
    "CUDA_VISIBLE_DEVICES": "",
    "HIP_VISIBLE_DEVICES": "",
    "TRITON_INTERPRET": "1",  # kernels run on the processor: no device can be shown to a stranger's code
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS ends a forked child that its frameworks did not expect
}
"""What every process of the judge gets beside the little that it inherits."""

INHERITED = frozenset({
    "PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME",
    "VIRTUAL_ENV", "DEEPDRILL_ISOLATION", "DEEPDRILL_EXPLAIN_JAIL",
    # what an interpreter on Windows does not start or find its packages without
    "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "COMSPEC",
})  # fmt: skip


class Checkers(Protocol):
    """Whoever starts checkers."""

    @property
    def alive(self) -> bool:
        """Whether `line` can be asked."""

    def start(self) -> None:
        """Get ready to give lines."""

    def line(self) -> socket.socket:
        """Start one more checker and give the line to it; raises `OSError`."""

    @property
    def roots(self) -> tuple[int, ...]:
        """Process ids of what was started here; all others descend from these."""

    def complaint(self) -> str:
        """Give the last line that a process said before it died; empty where it gave no reason."""

    def close(self) -> None:
        """End every process."""


def choose_checkers(hidden: Sequence[Path]) -> Checkers:
    """Fork where the system can; start each process by itself on Windows, or where DEEPDRILL_PROCESSES is "spawn"."""
    if not hasattr(os, "fork") or os.environ.get("DEEPDRILL_PROCESSES") == "spawn":
        return SpawnedCheckers()
    return ForkedCheckers(hidden)


class ForkedCheckers:
    """Checkers forked from a zygote that has imported torch.

    Args:
        hidden: folders with answers, which no learner process may see.
    """

    def __init__(self, hidden: Sequence[Path]) -> None:
        self._hidden = hidden
        self._zygote: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._complaints: IO[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Whether the zygote runs."""
        return self._zygote is not None and self._zygote.poll() is None

    def start(self) -> None:
        """Start the zygote."""
        ours, theirs = socket.socketpair()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the zygote
        command = [sys.executable, "-P", "-m", "deepdrill.judge.zygote", str(theirs.fileno())]
        self._zygote = subprocess.Popen(  # noqa: S603  our own module
            [*command, *(str(folder) for folder in self._hidden)],
            env=_bare_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._requests = ours

    def line(self) -> socket.socket:
        """Ask the zygote for one more checker."""
        ours, theirs = socket.socketpair()
        with theirs:
            if self._requests is None:
                raise JudgeUnavailable("The judge was closed. Start it again, or run:  deepdrill doctor")
            socket.send_fds(self._requests, [b"checker"], [theirs.fileno()])
        return ours

    @property
    def roots(self) -> tuple[int, ...]:
        """Give the zygote."""
        return () if self._zygote is None else (self._zygote.pid,)

    def complaint(self) -> str:
        """Give the last line that the zygote said."""
        return _last_line(self._complaints)

    def close(self) -> None:
        """End the zygote; what it forked ends when its lines are closed."""
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._zygote is not None:
            self._zygote.terminate()
            self._zygote.wait()
            self._zygote = None
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None


class SpawnedCheckers:
    """Checkers that are started one by one; no isolation beyond a process of its own (`spawned`)."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._complaints: IO[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Whether it was started."""
        return self._complaints is not None

    def start(self) -> None:
        """Get ready: nothing runs before the first checker is asked for."""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the checkers

    def line(self) -> socket.socket:
        """Start one more checker."""
        if self._complaints is None:
            raise JudgeUnavailable("The judge was closed. Start it again, or run:  deepdrill doctor")
        environment = _bare_environment() | {"DEEPDRILL_ISOLATION": "off"}
        meeting = Meeting("checker", environment=environment, output=self._complaints, complaints=self._complaints)
        self._processes = [process for process in self._processes if process.poll() is None] + [meeting.process]
        return meeting.line()

    @property
    def roots(self) -> tuple[int, ...]:
        """Give the checkers."""
        return tuple(process.pid for process in self._processes)

    def complaint(self) -> str:
        """Give the last line that a checker said."""
        return _last_line(self._complaints)

    def close(self) -> None:
        """Wait until the checkers have noticed that their lines are closed, or end them."""
        for process in self._processes:
            try:
                process.wait(2.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes = []
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None


def _last_line(complaints: IO[bytes] | None) -> str:
    if complaints is None:
        return ""
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _bare_environment() -> dict[str, str]:
    """Give what an interpreter needs of the environment: a learner process could read whatever else is there."""
    own = {name: value for name, value in os.environ.items() if name.upper() in INHERITED or name.startswith("LC_")}
    if "PYTHONPATH" in own:  # a learner process works in a folder of its own
        folders = [Path(part).resolve() for part in own["PYTHONPATH"].split(os.pathsep) if part]
        own["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    return own | ENVIRONMENT
