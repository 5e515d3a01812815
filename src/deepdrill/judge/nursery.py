"""Forks learner processes ahead of need, inside the jail, and ends them.

One nursery serves one checker, over one socket: `learner` is answered with two descriptors (the line and the output
pipe) and the process id, and so is `server`, which brings a socket to listen on; `end PID` kills that process with its
whole tree and tells how it ended.
"""

import contextlib
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from msgspec.structs import replace

from deepdrill.judge.jail import adopt_orphans, confine_learner, enter_nursery, fork_learner, gather_pages
from deepdrill.judge.learner import serve_submission
from deepdrill.judge.limits import Held, memory_held
from deepdrill.judge.seedling import HUNG_UP, PipeOutput, Seedling
from deepdrill.judge.warmth import exercise

__all__ = ["ForkingNursery", "serve_learners"]

AHEAD = 2  # learners kept ready: for a submission, and for the next one or the clean process that this one may need
ANSWER = struct.Struct("<i")
NOTHING_HOLDS = "-"
ORPHANS_S = 2.0
LAST_BREATH_S = 0.3  # a process that hung up is about to end; how it ends is worth the wait


@dataclass(frozen=True, kw_only=True)
class _Sapling:
    """A learner process, as the process that forked it holds it."""

    pid: int
    line: socket.socket
    output: int
    """Descriptor of the pipe's reading end."""
    layers: tuple[str, ...]


def serve_learners(control: socket.socket, hidden: Sequence[Path]) -> NoReturn:
    """Enter the jail and fork learners until the checker hangs up."""
    memory = memory_held()
    gather_pages()
    layers = enter_nursery(hidden)
    may_fork = "namespaces" not in layers  # what a learner leaves behind does not die with it
    if may_fork:
        adopt_orphans()
    exercise()
    ready: deque[_Sapling] = deque()
    out: set[int] = set()  # handed over, with a submission in it
    clean: set[int] = set()  # handed over, with none in it

    def plant(listener: int | None = None) -> _Sapling:
        lines = [control, *(other.line for other in ready)]
        return _plant(layers, hidden, memory, lines, ahead=not out, listener=listener)

    while True:
        # Forking waits until nobody is judged: it would compete with the submission for the processor and for memory.
        fork_now = len(ready) < AHEAD and (not out or not ready)
        idle = select.select([control], [], [], 0 if fork_now else None)[0]
        if not idle:
            ready.append(plant())
            continue
        data, descriptors, _, _ = socket.recv_fds(control, 64, 1)
        request = data.decode()
        if not request:
            os._exit(0)
        if request == "server":
            seedling = plant(descriptors[0])
            os.close(descriptors[0])
            _hand_over(control, seedling)
            out.add(seedling.pid)
        elif request in ("learner", "clean"):
            seedling = ready.popleft() if ready else plant()
            _hand_over(control, seedling)
            (clean if request == "clean" else out).add(seedling.pid)
        else:
            verb, _, pid = request.partition(" ")
            out.discard(int(pid))
            clean.discard(int(pid))
            control.sendall(ANSWER.pack(_end(int(pid), patience_s=LAST_BREATH_S if verb == "reap" else 0.0)))
            if may_fork:
                _end_orphans({seedling.pid for seedling in ready} | out | clean)


class ForkingNursery:
    """The nursery as its checker sees it.

    Args:
        control: the line to the process that runs `serve_learners`.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def learner(self, *, clean: bool = False) -> Seedling:
        """Ask for a learner process."""
        self._control.sendall(b"clean" if clean else b"learner")
        return self._handed_over()

    def _handed_over(self) -> Seedling:
        data, descriptors, _, _ = socket.recv_fds(self._control, 1024, 2)
        if not data or len(descriptors) != 2:  # noqa: PLR2004  the line and the output
            raise ConnectionError("the nursery is gone")
        pid, _, layers = data.decode().partition(" ")
        return Seedling(
            pid=int(pid),
            line=socket.socket(fileno=descriptors[0]),
            output=PipeOutput(descriptors[1]),
            layers=tuple(layers.split(",")) if layers else (),
        )

    def server(self, listener: socket.socket) -> Seedling:
        """Ask for a process that may answer who calls on this socket."""
        socket.send_fds(self._control, [b"server"], [listener.fileno()])
        return replace(self._handed_over(), listens=True)

    def end(self, seedling: Seedling, *, gone: bool = False) -> int:
        """End a learner process, or wait for one that is about to end."""
        seedling.line.close()
        seedling.output.close()
        self._control.sendall(f"{'reap' if gone else 'end'} {seedling.pid}".encode())
        answer = self._control.recv(ANSWER.size)
        if len(answer) != ANSWER.size:
            raise ConnectionError("the nursery is gone")
        return int(ANSWER.unpack(answer)[0])

    def close(self) -> None:
        """Hang up; the nursery ends, and what waits in it with it."""
        self._control.close()


def _plant(
    layers: Sequence[str],
    hidden: Sequence[Path],
    memory: Held,
    not_theirs: Sequence[socket.socket],
    *,
    ahead: bool,
    listener: int | None = None,
) -> _Sapling:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    pid = fork_learner(layers)
    if pid == 0:
        for line in (ours, *not_theirs):
            line.close()
        _grow(theirs, writing, layers, hidden, memory, exercised=ahead, listener=listener)
    theirs.close()
    os.close(writing)
    told = ours.recv(1024).decode()  # the layers that hold; also says that the learner is warm
    if not told:
        os._exit(70)  # a learner that cannot start is our fault: the checker says so and gets a new nursery
    return _Sapling(pid=pid, line=ours, output=reading, layers=() if told == NOTHING_HOLDS else tuple(told.split(",")))


def _grow(
    line: socket.socket,
    outlet: int,
    layers: Sequence[str],
    hidden: Sequence[Path],
    memory: Held,
    *,
    exercised: bool,
    listener: int | None,
) -> NoReturn:
    """Live as a learner process; never returns to the nursery's code.

    Exercise takes copies of pages off the submission's way, but costs processor time that a waiting one needs more.
    """
    try:
        held = confine_learner(layers, hidden, serves=listener is not None)
        _close_all_but(0, 1, 2, line.fileno(), outlet, *([] if listener is None else [listener]))
        if exercised:
            exercise()
        line.sendall((",".join(held) or NOTHING_HOLDS).encode())
    except BaseException:  # noqa: BLE001  our bug: said where `Judge` looks when its processes end
        traceback.print_exc(file=sys.__stderr__)
        os._exit(70)
    try:
        serve_submission(line, outlet, memory, None if listener is None else socket.socket(fileno=listener))
    finally:
        os._exit(0)  # whatever was raised: the nursery's own code further up the stack is not for this process


def _close_all_but(*kept: int) -> None:
    before = -1
    for descriptor in sorted(kept):
        if before + 1 < descriptor:  # an empty range from 0 would close everything
            os.closerange(before + 1, descriptor)
        before = descriptor
    os.closerange(before + 1, 1024)


def _hand_over(control: socket.socket, seedling: _Sapling) -> None:
    told = f"{seedling.pid} {','.join(seedling.layers)}".encode()
    socket.send_fds(control, [told], [seedling.line.fileno(), seedling.output])
    seedling.line.close()
    os.close(seedling.output)


def _end(pid: int, *, patience_s: float) -> int:
    """Give the exit code if the process ended by itself; kill it otherwise, and its tree with it."""
    until = time.monotonic() + patience_s
    while not (ended := _ended(pid)) and time.monotonic() < until:
        time.sleep(0.002)
    if ended:
        return _status(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # its group, where it is not the first of a process tree of its own
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return HUNG_UP


def _ended(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _status(pid: int) -> int:
    """Collect an ended process; tell one that was killed for its processor time from one killed for memory.

    The first process of a tree does not die of SIGXCPU: the system kills it at the hard limit, as it does for memory.
    """
    limit = resource.prlimit(pid, resource.RLIMIT_CPU)[0] if hasattr(resource, "prlimit") else resource.RLIM_INFINITY
    _, status, used = os.wait4(pid, 0)
    over = limit != resource.RLIM_INFINITY and used.ru_utime + used.ru_stime >= limit
    code = os.waitstatus_to_exitcode(status)
    return -signal.SIGXCPU if over and code == -signal.SIGKILL else code


def _end_orphans(ours: set[int]) -> None:
    """End what the last learner started and left, as often as it takes: it may be forking."""
    me = os.getpid()
    until = time.monotonic() + ORPHANS_S
    while time.monotonic() < until:
        found = [pid for pid in _children(me) if pid not in ours]
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children(parent: int) -> list[int]:
    """Read the children of a process; none where there is no /proc to read, as on macOS or in our own root."""
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(pid) for pid in text.split()]
