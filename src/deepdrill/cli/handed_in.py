"""The file that a learner hands in: read with care, refused with advice."""

import sys
from pathlib import Path

from deepdrill.errors import UsageError

__all__ = ["MOST_BYTES", "read_submission"]

MOST_BYTES = 1_000_000
"""Nobody writes a megabyte in an interview: such a file was named by accident."""


def read_submission(path: Path) -> str:
    """Read a submission; "-" is standard input.

    Raises:
        UsageError: It is not there, not a file, too large or not text; the message says what to do next.
    """
    if str(path) == "-":
        return _text(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name the file in it, as in:  {path / 'submission.py'}")
    try:
        with path.open("rb") as file:
            return _text(file.read(MOST_BYTES + 1), str(path))
    except FileNotFoundError:
        raise UsageError(
            f"There is no file {path}. Write it, or begin with the starter:  deepdrill try DRILL"
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Make it readable, then try again.") from None


def _text(raw: bytes, name: str) -> str:
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES:,} bytes. Hand in the file with your code alone.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{name} is not UTF-8 text (line {line}). Save it as UTF-8, then try again.") from None
