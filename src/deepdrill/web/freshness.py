"""Content that changed on disk is read again before a page is made, so that an author reloads and sees it."""

import time
from collections.abc import Callable
from threading import Lock

__all__ = ["LOOK_EVERY_S", "Freshness"]

LOOK_EVERY_S = 1.0
"""Looking at a thousand drills takes a tenth of a second, and nobody saves more often."""


class Freshness:
    """Calls a reload at most once a second, as a dependency of every page."""

    def __init__(
        self, reload: Callable[[], bool], every_s: float = LOOK_EVERY_S, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._reload = reload
        self._every_s = every_s
        self._ticks = ticks
        self._looked: float | None = None
        self._lock = Lock()

    def __call__(self) -> None:
        """Look, unless somebody has just done so."""
        with self._lock:
            now = self._ticks()
            if self._looked is not None and now - self._looked < self._every_s:
                return
            self._looked = now
        self._reload()
