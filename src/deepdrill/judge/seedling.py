"""A learner process that waits for its submission, as the checker sees it, and whoever grows such processes.

Nothing here needs a particular system: `nursery` forks them where a system can, `spawned` starts them everywhere.
"""

import os
import select
import socket
import threading
from collections import deque
from typing import IO, Protocol

import msgspec

__all__ = ["HUNG_UP", "Nursery", "Output", "PipeOutput", "Seedling", "ThreadOutput"]

HUNG_UP = 71
"""Exit code made up for a process that hung up and went on, and was killed."""


class Output(Protocol):
    """What a learner process prints."""

    def take(self, most: int) -> bytes:
        """Give what came since the last time, without waiting: more than `most` bytes where there is more."""

    def close(self) -> None:
        """Read no more."""


class Seedling(msgspec.Struct, frozen=True, kw_only=True):
    """A learner process that waits for its submission."""

    pid: int
    line: socket.socket
    output: Output
    layers: tuple[str, ...]
    listens: bool = False
    """It holds the socket that it was to serve on; where a system cannot hand one over, it opens one by itself."""


class Nursery(Protocol):
    """Keeps learner processes ready for one checker."""

    def learner(self, *, clean: bool = False) -> Seedling:
        """Give a process; a clean one runs no submission, and may be kept for several.

        Raises:
            ConnectionError: none can be started.
        """

    def server(self, listener: socket.socket) -> Seedling:
        """Give a process that may answer who calls on this socket, where the system can hand it over.

        Raises:
            ConnectionError: none can be started.
        """

    def end(self, seedling: Seedling, *, gone: bool = False) -> int:
        """End a process and close what belonged to it; give its exit code, less than 0 for a signal.

        Args:
            seedling: which.
            gone: the process hung up by itself, so let it end by itself and tell how.
        """

    def close(self) -> None:
        """End every process that waits."""


class PipeOutput:
    """Output that waits in a pipe until somebody asks; for systems that can ask whether a pipe has anything."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def take(self, most: int) -> bytes:
        """Give what is in the pipe."""
        parts = bytearray()
        while len(parts) <= most and select.select([self._descriptor], [], [], 0)[0]:
            part = os.read(self._descriptor, 65536)
            if not part:
                break
            parts += part
        return bytes(parts)

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._descriptor)


class ThreadOutput:
    """Output that a thread collects, for systems that know no waiting on pipes; what nobody takes is bounded."""

    MOST = 64  # parts of at most 64 KiB

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._parts: deque[bytes] = deque(maxlen=self.MOST)
        threading.Thread(target=self._collect, name="output of a learner process", daemon=True).start()

    def take(self, most: int) -> bytes:
        """Give what was collected."""
        parts = bytearray()
        while len(parts) <= most and self._parts:
            parts += self._parts.popleft()
        return bytes(parts)

    def close(self) -> None:
        """Leave the pipe to the thread, which closes it when the process is gone."""

    def _collect(self) -> None:
        with self._pipe:
            while part := os.read(self._pipe.fileno(), 65536):
                self._parts.append(part)
