"""Limits of a process, where its system has any; Windows has none of these, and only the clock holds there."""

import importlib.util
import time
from pathlib import Path
from typing import NamedTuple

KNOWN = importlib.util.find_spec("resource") is not None
if KNOWN:
    import resource

__all__ = ["Held", "bound_memory", "limit_learner", "memory_held"]

RESERVED_BYTES = (
    4 << 30
)  # address space without memory behind it: threads and allocators reserve some; page tables cost

GENEROUS_BYTES = (
    8 << 30
)  # what torch may have mapped where the system does not say (macOS, which enforces neither limit)


class Held(NamedTuple):
    """Memory of the warm interpreter, which is not counted against a submission."""

    data_bytes: int
    """What RLIMIT_DATA counts."""
    mapped_bytes: int
    """What RLIMIT_AS counts."""


def memory_held() -> Held:
    """Read what this process holds already; call it before /proc is hidden."""
    try:
        pages = [int(count) for count in Path("/proc/self/statm").read_text(encoding="ascii").split()]
    except OSError:
        return Held(GENEROUS_BYTES, GENEROUS_BYTES)
    if not KNOWN:
        return Held(GENEROUS_BYTES, GENEROUS_BYTES)
    return Held(pages[5] * resource.getpagesize(), pages[0] * resource.getpagesize())


def limit_learner(held: Held, memory_bytes: int, cpu_s: int) -> None:
    """Limit this process to so much memory beyond what it holds, and so much more processor time."""
    if not KNOWN:
        return
    data, addresses = held.data_bytes + memory_bytes, held.mapped_bytes + memory_bytes + RESERVED_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
    until = int(time.process_time()) + cpu_s  # what was used so far, such as for torch's import, is not counted
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))


def bound_memory(data_bytes: int) -> None:
    """Let this process's allocations fail before the machine runs out of memory."""
    if KNOWN:
        resource.setrlimit(resource.RLIMIT_DATA, (data_bytes, resource.getrlimit(resource.RLIMIT_DATA)[1]))
