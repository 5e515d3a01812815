"""Server-sent events: frames as text, and the place from which a reader goes on."""

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.responses import StreamingResponse

__all__ = ["frame", "last_seen", "stream"]


def frame(data: str, *, number: int | None = None, event: str = "") -> str:
    """Write one event."""
    lines = [f"id: {number}"] if number is not None else []
    lines += [f"event: {event}"] if event else []
    # An event's data may hold any line break; the wire knows one data field per line.
    lines += [f"data: {line}" for line in data.splitlines() or [""]]
    return "\n".join(lines) + "\n\n"


def last_seen(request: Request) -> int:
    """Read how far a reader that comes again has got; 0 for one that is new."""
    seen = request.headers.get("Last-Event-ID", "")
    return int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 10 else 0  # noqa: PLR2004  no run has 10⁹


def stream(frames: AsyncIterator[str]) -> StreamingResponse:
    """Answer with frames as they come."""
    return StreamingResponse(frames, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
