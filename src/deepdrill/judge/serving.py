"""A web application in a process of its own, and the client that the checks call it with.

The learner's application is run by uvicorn on a socket that the checker made and that listens on this machine alone.
Its process can answer who calls; it can open no connection of its own (`seccomp`). What comes back is bounded in size
and time, and is read as strict JSON or not at all.
"""

import asyncio.selector_events
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

__all__ = ["LOOPBACK", "Reply", "ServerFailed", "Stop", "ask", "listen", "run_app"]

Stop = Callable[[], None]
"""Ends what `run_app` began."""

LOOPBACK = "127.0.0.1"
BACKLOG = 16
START_S = 10.0
REPLY_S = 5.0
"""A single answer of a service that people wait for; one that takes longer counts as none."""
LARGEST_REPLY = 4 << 20


class ServerFailed(Exception):  # noqa: N818  the learner's application did not start
    """The application could not be started; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a service answered."""

    status: int
    """0 where no answer came."""
    body: Any
    """The JSON, as plain data; None where there was none."""
    wall_s: float
    trouble: str = ""
    """Why no answer came, in a clause."""


def listen() -> socket.socket:
    """Open a socket that listens on a free port of this machine alone."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((LOOPBACK, 0))
    listener.listen(BACKLOG)
    return listener


def run_app(app: Any, listener: socket.socket) -> Stop:
    """Serve an ASGI application on a socket from a thread, and come back once it answers; give what ends it.

    Raises:
        ServerFailed: It is no application, or its start-up failed.
    """
    import uvicorn  # noqa: PLC0415  only a process that serves pays for it

    if not callable(app):
        raise ServerFailed(f"it is a {type(app).__name__}, and no application that could be served")
    asyncio.selector_events._HAS_SENDMSG = False  # type: ignore[attr-defined]  # noqa: SLF001  the filter refuses it
    config = uvicorn.Config(
        app, loop="asyncio", http="h11", ws="none", lifespan="on", access_log=False, log_level="critical"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
    thread.start()
    until = time.monotonic() + START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise ServerFailed("its start-up failed")
        time.sleep(0.005)

    def stop() -> None:
        server.should_exit = server.force_exit = True
        thread.join(START_S)

    return stop


def ask(port: int, method: str, path: str, *, body: Any = None, timeout_s: float = REPLY_S) -> Reply:
    """Call a service of this machine once.

    Args:
        port: where it listens.
        method: such as "GET".
        path: such as "/score".
        body: to be sent as JSON; text is sent as it is, None sends nothing.
        timeout_s: patience for the whole answer.
    """
    begun = time.monotonic()
    sent = body if isinstance(body, str) or body is None else json.dumps(body)
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=timeout_s)
    try:
        headers = {} if sent is None else {"Content-Type": "application/json"}
        connection.request(method, path, body=None if sent is None else sent.encode(), headers=headers)
        response = connection.getresponse()
        raw = _read(response, begun + timeout_s)
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = f"no answer came within {timeout_s:g} s" if isinstance(error, TimeoutError) else "it hung up"
        return Reply(status=0, body=None, wall_s=time.monotonic() - begun, trouble=why)
    finally:
        connection.close()
    return Reply(status=response.status, body=_plain(raw), wall_s=time.monotonic() - begun)


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    """Read an answer as it comes, within its bounds: one that drips must not hold the checker."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(1 << 16):
        size += len(part)
        parts.append(part)
        if size > LARGEST_REPLY:
            raise ValueError("the answer is too large")
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(parts)


def _plain(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
