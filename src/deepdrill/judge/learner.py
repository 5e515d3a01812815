"""The untrusted side: one process, one submission, forked warm from the nursery.

Everything that leaves this process after `execute` began is a claim of the learner's. What is said before (the
screening) can be trusted, because no line of the submission has run yet.
"""

import contextlib
import os
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, TextIO

from deepdrill.judge.limits import Held, limit_learner
from deepdrill.judge.screening import screen
from deepdrill.judge.wire import Channel, Closed, Garbled, Unsendable
from deepdrill.judge.workspace import Workspace, describe_crash

__all__ = ["serve_submission"]

BALLAST = [bytes(4 << 20)]  # dropped where no memory is left to say so


class Outlet:
    """Standard output that never blocks: what does not fit the pipe is dropped."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        with contextlib.suppress(OSError, AttributeError):  # Windows: a thread of the checker keeps the pipe empty
            os.set_blocking(descriptor, False)

    def write(self, text: str) -> int:
        """Pass on what fits."""
        with contextlib.suppress(OSError):
            os.write(self._descriptor, text[:65536].encode("utf-8", "replace"))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Pass on each line."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        """Say that nobody watches."""
        return False

    def fileno(self) -> int:
        """Give the pipe's descriptor."""
        return self._descriptor


def serve_submission(line: socket.socket, outlet: int, held: Held, listener: socket.socket | None = None) -> None:
    """Answer one checker until it hangs up.

    Args:
        line: to the checker.
        outlet: descriptor that what the learner prints goes to.
        held: memory that the process already has, not counted against the submission.
        listener: what an application of the submission may listen on, in a process made for one.
    """
    os.dup2(outlet, 1)
    os.dup2(outlet, 2)  # what native code prints
    sys.stdout = sys.stderr = Outlet(outlet)
    sys.stdin = _empty()
    channel = Channel(line, borrow=lambda number: _borrowed(channel, number))
    workspace = Workspace()
    workspace.listener = listener

    def perform(verb: str, body: dict[str, Any]) -> Any:
        if verb == "screen":
            limit_learner(held, body["memory_bytes"], body["cpu_s"])
            refusal = screen(body["code"], defines=tuple(body["defines"]), forbids=tuple(body["forbids"]))
            return None if refusal is None else asdict(refusal)
        if verb == "execute":
            return workspace.execute(body["code"], body.get("modules"))
        return workspace.perform(verb, body)

    while True:
        try:
            verb, body = channel.receive()
        except (Closed, Garbled):
            return
        try:
            _answer(channel, workspace.filename, partial(perform, verb, body))
        except Closed:
            return


def _answer(channel: Channel, filename: str, perform: Callable[[], Any]) -> None:
    try:
        channel.send("ok", perform())
    except Unsendable as error:
        channel.send("unsendable", {"message": str(error)})
    except Closed:
        raise
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt are the learner's, too
        _tell(channel, error, filename)


def _tell(channel: Channel, error: BaseException, filename: str) -> None:
    """Report a crash; one that cannot be described (its text raises, no memory is left) by what is certain of it."""
    try:
        channel.send("crashed", describe_crash(error, filename))
    except Closed:
        raise
    except BaseException:  # noqa: BLE001
        BALLAST.clear()
        traceback.clear_frames(error.__traceback__)  # what they held may be all the memory there is
        memory = isinstance(error, MemoryError)
        message = "" if memory else "its message cannot be shown"
        kind = "MemoryError" if memory else "Exception"
        channel.send("crashed", {"error": kind, "message": message, "reason": "memory" if memory else "crash"})


def _borrowed(channel: Channel, number: int) -> Any:
    def lent(*args: Any, **kwargs: Any) -> Any:
        channel.send("lent", {"id": number, "args": list(args), "kwargs": kwargs})
        verb, value = channel.receive()
        if verb != "ok":
            raise RuntimeError(value)
        return value

    return lent


def _empty() -> TextIO:
    return open(os.devnull, encoding="utf-8")  # noqa: PTH123  lives as long as the process
