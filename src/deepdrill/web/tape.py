"""A tape: what happens in one thread, kept in order and read by any number of streams, late ones included."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Entry", "Tape"]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[T]):
    """One happening with its place, from 1."""

    number: int
    what: T


class Tape(Generic[T]):
    """Written by one thread, read by any number of streams.

    Args:
        is_last: Tells the happening after which nothing comes.
    """

    def __init__(self, is_last: Callable[[T], bool]) -> None:
        self._is_last = is_last
        self._entries: list[Entry[T]] = []
        self._readers: set[_Reader] = set()
        self._lock = threading.Lock()

    def tell(self, what: T) -> None:
        """Add a happening and wake the readers."""
        with self._lock:
            self._entries.append(Entry(number=len(self._entries) + 1, what=what))
            for reader in self._readers:
                reader.wake()

    @property
    def last(self) -> T | None:
        """What ended it; None while it goes on."""
        with self._lock:
            latest = self._entries[-1].what if self._entries else None
        return latest if latest is not None and self._is_last(latest) else None

    def since(self, number: int) -> list[Entry[T]]:
        """List what happened after this place."""
        with self._lock:
            return self._entries[number:]

    async def follow(self, after: int = 0) -> AsyncIterator[Entry[T]]:
        """Give what happened after this place, then each happening as it comes, to the end."""
        reader = _Reader(asyncio.get_running_loop())
        with self._lock:
            self._readers.add(reader)
        try:
            while True:
                reader.woken.clear()
                for entry in self.since(after):
                    after = entry.number
                    yield entry
                    if self._is_last(entry.what):
                        return
                await reader.woken.wait()
        finally:
            with self._lock:
                self._readers.discard(reader)

    async def end(self) -> T:
        """Give the last happening, once it has come."""
        async for entry in self.follow():
            if self._is_last(entry.what):
                return entry.what
        raise AssertionError("a tape always ends")


class _Reader:
    """A stream that waits in its own event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.woken = asyncio.Event()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.woken.set)
