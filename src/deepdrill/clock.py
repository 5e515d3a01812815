"""The time, as an argument: nothing else in deepdrill asks the machine what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime

__all__ = ["Clock", "local_day", "system_clock"]

Clock = Callable[[], datetime]
"""Gives the present moment in UTC."""


def system_clock() -> datetime:
    """Read the machine's clock, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """Give the day that a calendar on this machine shows."""
    return moment.astimezone().date()
