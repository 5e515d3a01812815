"""Forks learner processes ahead of need, inside the jail, and ends them.

One nursery serves one checker, over one socket: `learner` is answered with two descriptors (the line and the output
pipe) and the process id; `end PID` kills that process with its whole tree and tells how it ended.
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
from pathlib import Path
from typing import NoReturn

import msgspec

from deepdrill.judge.jail import adopt_orphans, confine_learner, enter_nursery, fork_learner
from deepdrill.judge.learner import Held, serve_submission
from deepdrill.judge.warmth import exercise

__all__ = ["Seedling", "ask_for_learner", "end_learner", "serve_learners"]

AHEAD = 3  # learners kept ready: for a submission, for the clean process it may need, and for the next submission
ANSWER = struct.Struct("<i")
NOTHING_HOLDS = "-"
GENEROUS_BYTES = (
    8 << 30
)  # what torch may have mapped where the system does not say (macOS, which enforces neither limit)
HUNG_UP = 71 << 8  # wait status made up for a process that hung up and went on
ORPHANS_S = 2.0
LAST_BREATH_S = 0.3  # a process that hung up is about to end; how it ends is worth the wait


class Seedling(msgspec.Struct, frozen=True, kw_only=True):
    """A learner process that waits for its submission, as the checker sees it."""

    pid: int
    line: socket.socket
    output: int
    """Descriptor of what the learner prints."""
    layers: tuple[str, ...]


def serve_learners(control: socket.socket, hidden: Sequence[Path]) -> NoReturn:
    """Enter the jail and fork learners until the checker hangs up."""
    memory = _memory()
    layers = enter_nursery(hidden)
    may_fork = "namespaces" not in layers  # what a learner leaves behind does not die with it
    if may_fork:
        adopt_orphans()
    exercise()
    ready: deque[Seedling] = deque()
    out: set[int] = set()  # handed over: a submission's process and, where a check needs evidence, a clean one

    def plant() -> Seedling:
        return _plant(layers, hidden, memory, [control, *(other.line for other in ready)])

    while True:
        # Forking waits until nobody is judged: it would compete with the submission for the processor and for memory.
        fork_now = len(ready) < AHEAD and (not out or not ready)
        idle = select.select([control], [], [], 0 if fork_now else None)[0]
        if not idle:
            ready.append(plant())
            continue
        request = control.recv(64).decode()
        if not request:
            os._exit(0)
        if request == "learner":
            seedling = ready.popleft() if ready else plant()
            _hand_over(control, seedling)
            out.add(seedling.pid)
        else:
            verb, _, pid = request.partition(" ")
            out.discard(int(pid))
            control.sendall(ANSWER.pack(_end(int(pid), patience_s=LAST_BREATH_S if verb == "reap" else 0.0)))
            if may_fork:
                _end_orphans({seedling.pid for seedling in ready} | out)


def ask_for_learner(control: socket.socket) -> Seedling:
    """Ask a nursery for a learner process; the checker's side."""
    control.sendall(b"learner")
    data, descriptors, _, _ = socket.recv_fds(control, 1024, 2)
    if not data or len(descriptors) != 2:  # noqa: PLR2004  the line and the output
        raise ConnectionError("the nursery is gone")
    pid, _, layers = data.decode().partition(" ")
    return Seedling(
        pid=int(pid),
        line=socket.socket(fileno=descriptors[0]),
        output=descriptors[1],
        layers=tuple(layers.split(",")) if layers else (),
    )


def end_learner(control: socket.socket, seedling: Seedling, *, gone: bool = False) -> int:
    """End a learner process and close what belonged to it; give its wait status.

    Args:
        control: the line to the nursery.
        seedling: which.
        gone: the process hung up by itself, so let it end by itself and tell how.
    """
    seedling.line.close()
    os.close(seedling.output)
    control.sendall(f"{'reap' if gone else 'end'} {seedling.pid}".encode())
    answer = control.recv(ANSWER.size)
    if len(answer) != ANSWER.size:
        raise ConnectionError("the nursery is gone")
    return int(ANSWER.unpack(answer)[0])


def _plant(
    layers: Sequence[str], hidden: Sequence[Path], memory: Held, not_theirs: Sequence[socket.socket]
) -> Seedling:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    pid = fork_learner(layers)
    if pid == 0:
        for line in (ours, *not_theirs):
            line.close()
        _grow(theirs, writing, layers, hidden, memory)
    theirs.close()
    os.close(writing)
    told = ours.recv(1024).decode()  # the layers that hold; also says that the learner is warm
    if not told:
        os._exit(70)  # a learner that cannot start is our fault: the checker says so and gets a new nursery
    return Seedling(pid=pid, line=ours, output=reading, layers=() if told == NOTHING_HOLDS else tuple(told.split(",")))


def _grow(line: socket.socket, outlet: int, layers: Sequence[str], hidden: Sequence[Path], memory: Held) -> NoReturn:
    """Live as a learner process; never returns to the nursery's code."""
    try:
        held = confine_learner(layers, hidden)
        _close_all_but(0, 1, 2, line.fileno(), outlet)
        exercise()
        line.sendall((",".join(held) or NOTHING_HOLDS).encode())
    except BaseException:  # noqa: BLE001  our bug: said where `Judge` looks when its processes end
        traceback.print_exc(file=sys.__stderr__)
        os._exit(70)
    try:
        serve_submission(line, outlet, memory)
    finally:
        os._exit(0)  # whatever was raised: the nursery's own code further up the stack is not for this process


def _close_all_but(*kept: int) -> None:
    before = -1
    for descriptor in sorted(kept):
        if before + 1 < descriptor:  # an empty range from 0 would close everything
            os.closerange(before + 1, descriptor)
        before = descriptor
    os.closerange(before + 1, 1024)


def _memory() -> Held:
    """Read what the warm interpreter holds already; /proc is hidden later."""
    try:
        pages = [int(count) for count in Path("/proc/self/statm").read_text(encoding="ascii").split()]
    except OSError:
        return Held(GENEROUS_BYTES, GENEROUS_BYTES)
    return Held(pages[5] * resource.getpagesize(), pages[0] * resource.getpagesize())


def _hand_over(control: socket.socket, seedling: Seedling) -> None:
    told = f"{seedling.pid} {','.join(seedling.layers)}".encode()
    socket.send_fds(control, [told], [seedling.line.fileno(), seedling.output])
    seedling.line.close()
    os.close(seedling.output)


def _end(pid: int, *, patience_s: float) -> int:
    """Give how the process ended if it ended by itself; kill it otherwise, and its tree with it."""
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
    return signal.SIGXCPU if over and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else status


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
