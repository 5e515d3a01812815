"""Where a process that was started by itself calls the one that started it: loopback, and a secret to know it by."""

import contextlib
import hmac
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

__all__ = ["Meeting", "call"]

START_S = 120.0  # a cold disk can take long over torch's first import
SECRET_BYTES = 32


class Meeting:
    """A process that was started, and the place where it will call.

    Args:
        role: of the process: checker or learner.
        environment: all that it inherits.
        output: what it prints goes there.
        complaints: what it says on standard error goes there; to ours where None.
        folder: where it works; ours where None.
    """

    def __init__(
        self,
        role: str,
        *,
        environment: Mapping[str, str],
        output: int | IO[bytes],
        complaints: IO[bytes] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._secret = secrets.token_bytes(SECRET_BYTES)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-P", "-m", "deepdrill.judge.spawned", role, str(self._server.getsockname()[1])],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=complaints,
            cwd=folder,
        )
        if self.process.stdin is not None:
            with contextlib.suppress(OSError), self.process.stdin as secret:
                secret.write(self._secret)

    def line(self, patience_s: float = START_S) -> socket.socket:
        """Wait for the call of the process, and of nobody else.

        Raises:
            ConnectionError: it ended, or did not call in time.
        """
        until = time.monotonic() + patience_s
        self._server.settimeout(0.2)
        with self._server:
            while time.monotonic() < until and self.process.poll() is None:
                with contextlib.suppress(TimeoutError):
                    caller, _ = self._server.accept()
                    if self._is_ours(caller):
                        caller.settimeout(None)
                        return caller
                    caller.close()
        raise ConnectionError("the process did not start")

    def call_off(self) -> None:
        """End it without meeting it."""
        self._server.close()
        self.process.kill()
        self.process.wait()

    def _is_ours(self, caller: socket.socket) -> bool:
        caller.settimeout(2.0)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a small request shall not wait for a larger one
        with contextlib.suppress(OSError):
            return hmac.compare_digest(_exactly(caller, SECRET_BYTES), self._secret)
        return False


def call(port: int) -> socket.socket:
    """Call whoever started this process; the secret is on standard input."""
    secret = sys.stdin.buffer.read(SECRET_BYTES)
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(secret)
    return line


def _exactly(line: socket.socket, count: int) -> bytes:
    """Read so many bytes; fewer where the other side hangs up."""
    data = b""
    while len(data) < count and (part := line.recv(count - len(data))):
        data += part
    return data
