"""The way out of a process of our own: JSON lines, with the points of a twentieth of a second in one."""

import os
import sys
import threading
from collections import defaultdict

import msgspec

from deepdrill.lab.records import Batch, Noted, Pictured, Points, Tabled, Told, Valued

__all__ = ["Outbox"]

EVERY_S = 0.05


class Outbox:
    """Writes what is told to what was standard output; whatever prints from now on goes to standard error."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        sys.stdout.flush()
        os.dup2(2, 1)
        self._points: dict[tuple[str, str], list[tuple[float, float | None]]] = defaultdict(list)
        self._lock = threading.Lock()
        threading.Thread(target=self._send_often, name="outbox", daemon=True).start()

    def point(self, chart: str, series: str, x: float, y: float | None) -> None:
        """Take a point of a curve, to be sent with the next batch."""
        with self._lock:
            self._points[chart, series].append((x, y))

    def show(self, what: Pictured | Tabled | Valued | Noted) -> None:
        """Send anything else at once, after the points before it."""
        self.tell(what)

    def tell(self, what: Told) -> None:
        """Send something, after the points before it."""
        with self._lock:
            self._flush()
            self._write(what)

    def _send_often(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_S):
            with self._lock:
                self._flush()

    def _flush(self) -> None:
        if not self._points:
            return
        batches = tuple(
            Batch(chart=chart, series=series, x=tuple(x for x, _ in points), y=tuple(y for _, y in points))
            for (chart, series), points in self._points.items()
        )
        self._points.clear()
        self._write(Points(batches=batches))

    def _write(self, what: Told) -> None:
        line = memoryview(msgspec.json.encode(what) + b"\n")
        while line:
            line = line[self._out.write(line) :]
