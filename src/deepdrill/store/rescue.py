"""Keep what was handed in when the database cannot take it: one file per attempt, beside the database."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from deepdrill.practice import Attempt

__all__ = ["Rescue"]


@dataclass(frozen=True, kw_only=True)
class Rescue:
    """A folder of attempts that wait for the database."""

    folder: Path

    def keep(self, attempt: Attempt) -> Path | None:
        """Write an attempt to its own file; None if that fails too."""
        path = self.folder / f"{attempt.id}.json"
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.encode(attempt))
            part.replace(path)
        except OSError:
            return None
        return path

    def kept(self) -> Iterator[tuple[Path, Attempt]]:
        """List what waits; a file that is no attempt is left alone."""
        for path in sorted(self.folder.glob("*.json")):
            try:
                yield path, msgspec.json.decode(path.read_bytes(), type=Attempt)
            except (OSError, msgspec.DecodeError):
                continue

    def taken_in(self, path: Path) -> None:
        """Forget one that the database has now."""
        path.unlink(missing_ok=True)
