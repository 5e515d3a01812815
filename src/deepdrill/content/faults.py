"""The faults found while reading a content folder.

Collects; whether a drill with faults is used is decided by `reading`.
"""

from pathlib import Path

from deepdrill.content.records import Fault

__all__ = ["Faults"]


class Faults:
    """Every fault found so far, so that one bad line never hides another."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, path: Path, line: int, what: str, remedy: str) -> None:
        """Note one fault; `line` is 1-based, 0 for the file itself."""
        self._found.append(Fault(path=path, line=line, what=what, remedy=remedy))

    def extend(self, others: "Faults") -> None:
        """Take over the faults that another reader found."""
        self._found.extend(others._found)  # noqa: SLF001  another of our own kind

    def __bool__(self) -> bool:
        return bool(self._found)

    def in_order(self) -> tuple[Fault, ...]:
        """List all faults by path, then by line."""
        return tuple(sorted(set(self._found), key=lambda fault: (str(fault.path), fault.line, fault.what)))
