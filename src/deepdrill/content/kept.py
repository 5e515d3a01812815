"""A copy of what was read, so that a start reads one file instead of six thousand.

The copy is as good as a reading: it is used only while every file of the library, and every line that reads them, is as
it was. Whatever is wrong with it, the library is read again. It lies in the user's own folder, as the database does,
because to unpickle is to trust; judged code sees neither.
"""

import os
import pickle
import sys
import tempfile
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from deepdrill.content.reading import load_library
from deepdrill.content.records import Library

__all__ = ["fingerprint", "kept_library"]

_DIGEST = 32  # bytes
_OTHERS_MAY_WRITE = 0o022


def kept_library(root: Path, seen: bytes, copy: Path) -> Library:
    """Read the content folder, or the copy of an earlier reading where nothing has changed since.

    Args:
        root: The content folder.
        seen: Its fingerprint.
        copy: The file of the copy; written anew after a reading, where its folder is there and can be written.
    """
    key = _key(root, seen)
    library = _read(copy, key)
    if library is None:
        library = load_library(root)
        if fingerprint(root) == seen:  # nobody wrote while we read
            with suppress(OSError):
                _write(copy, key, library)
    return library


def fingerprint(root: Path) -> bytes:
    """Sum up a folder's files by name, time and size; another sum means that something has changed."""
    seen = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118  six thousand files in 0.1 s
            with suppress(FileNotFoundError):
                found = os.stat(path)  # noqa: PTH116
                seen.append(f"{path}\0{found.st_mtime_ns}\0{found.st_size}")
    return blake2b("\n".join(sorted(seen)).encode(errors="surrogateescape"), digest_size=_DIGEST).digest()


def _key(root: Path, seen: bytes) -> bytes:
    """Name the files, the code that reads them, and the Python that runs it."""
    parts = (seen, fingerprint(Path(__file__).parent), sys.version.encode(), os.fsencode(root))
    return blake2b(b"\0".join(parts), digest_size=_DIGEST).digest()


def _read(copy: Path, key: bytes) -> Library | None:
    try:
        with copy.open("rb") as file:
            if not _only_ours(file.fileno()) or file.read(_DIGEST) != key:
                return None
            digest, pickled = file.read(_DIGEST), file.read()
        if blake2b(pickled, digest_size=_DIGEST).digest() != digest:
            return None
        library = pickle.loads(pickled)  # noqa: S301  written by `_write`, as its digest says
    except Exception:  # noqa: BLE001  whatever is wrong with a copy, the original is there
        return None
    return library if isinstance(library, Library) else None


def _only_ours(descriptor: int) -> bool:
    """Tell whether nobody else can have written the file."""
    if not hasattr(os, "getuid"):
        return True
    found = os.fstat(descriptor)
    return found.st_uid == os.getuid() and not found.st_mode & _OTHERS_MAY_WRITE


def _write(copy: Path, key: bytes, library: Library) -> None:
    """Put the copy in its place at one stroke, so that nobody ever reads half of it."""
    pickled = pickle.dumps(library, protocol=pickle.HIGHEST_PROTOCOL)
    descriptor, name = tempfile.mkstemp(dir=copy.parent, prefix=f"{copy.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key + blake2b(pickled, digest_size=_DIGEST).digest() + pickled)
        Path(name).replace(copy)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
