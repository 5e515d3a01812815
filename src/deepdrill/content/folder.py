"""A content folder: its text files, read with every fault noted.

What the text means is not decided here.
"""

import stat
from dataclasses import dataclass
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.spelling import did_you_mean

__all__ = ["MOST_BYTES", "Folder"]

MOST_BYTES = 1_000_000
"""The longest honest content file is a hundredth of this; anything larger was put here by accident."""

_IGNORED = frozenset({"__pycache__"})


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder of plain text files."""

    path: Path
    faults: Faults

    def names(self) -> list[str]:
        """List what lies in the folder, without caches and hidden files."""
        entries = (entry.name for entry in self.path.iterdir())
        return sorted(name for name in entries if name not in _IGNORED and not name.startswith("."))

    def text(self, name: str, remedy: str) -> str | None:
        """Read a file that has to be there; `remedy` says what it should hold."""
        path = self.path / name
        if not path.is_symlink() and not path.exists():
            self.faults.add(path, 0, f"{name} is missing", remedy)
            return None
        return self._read(path)

    def optional_text(self, name: str) -> str:
        """Read a file that may be absent; absent and faulty both give no text."""
        path = self.path / name
        return (self._read(path) or "") if path.exists() or path.is_symlink() else ""

    def texts(self, pattern: str) -> dict[str, str]:
        """Read every file of the folder that fits the pattern, by its name without the suffix."""
        found = ((path.stem, self._read(path)) for path in sorted(self.path.glob(pattern)))
        return {stem: text for stem, text in found if text is not None}

    def refuse_strays(self, files: frozenset[str], folders: frozenset[str] = frozenset()) -> None:
        """Note everything in the folder that the format does not know."""
        for name in self.names():
            path = self.path / name
            known = folders if path.is_dir() else files
            if name not in known:
                remedy = did_you_mean(name, known, "remove it, or move it out of the content folder")
                self.faults.add(path, 0, f'stray {"folder" if path.is_dir() else "file"} "{name}"', remedy)

    def refuse_all_but(self, suffix: str) -> None:
        """Note everything in the folder that does not end in `suffix`."""
        for name in self.names():
            path = self.path / name
            if path.is_dir() or path.suffix != suffix:
                self.faults.add(path, 0, f'stray "{name}"', f"only *{suffix} files belong here; remove it")

    def _read(self, path: Path) -> str | None:
        try:
            raw = _bytes(path)
        except OSError as error:
            self.faults.add(path, 0, f"cannot be read: {error.strerror or error}", "make it a readable file")
            return None
        try:
            return raw.decode().removeprefix("\ufeff").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.faults.add(path, line, "is not UTF-8 text", "save the file as UTF-8")
            return None


def _bytes(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is not a plain file")
    if status.st_size > MOST_BYTES:
        raise OSError(0, f"{status.st_size:,} bytes, and {MOST_BYTES:,} is the most")
    return path.read_bytes()
