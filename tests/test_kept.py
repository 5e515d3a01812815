"""The copy of what was read: used where nothing has changed, and never where anything is odd."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from deepdrill.content import kept, load_library
from deepdrill.content.kept import fingerprint, kept_library
from deepdrill.content.records import Library
from tiny_library import write_library


def read(root: Path, copy: Path) -> Library:
    """Read as a start does."""
    return kept_library(root, fingerprint(root), copy)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Write a small library."""
    return write_library(tmp_path / "content")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note every real reading."""
    seen: list[Path] = []

    def reading(root: Path) -> Library:
        seen.append(root)
        return load_library(root)

    monkeypatch.setattr(kept, "load_library", reading)
    return seen


def test_a_second_start_reads_the_copy(root: Path, tmp_path: Path, readings: list[Path]) -> None:
    """The copy says the same as the files, and is nobody else's to read or write."""
    copy = tmp_path / "home" / "library.pickle"
    copy.parent.mkdir()

    first, second = read(root, copy), read(root, copy)

    assert readings == [root]
    assert first == second == load_library(root)
    assert copy.stat().st_mode & 0o077 == 0
    assert list(copy.parent.iterdir()) == [copy]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text(file.read_text().replace("minutes = ", "minutes = 1")),
        lambda file: (file.parent / "prompt.md").unlink(),
        lambda file: (file.parent / "stray.txt").write_text("?"),
    ],
    ids=["changed", "gone", "new"],
)
def test_any_change_of_a_file_is_seen(
    root: Path, tmp_path: Path, readings: list[Path], change: Callable[[Path], object]
) -> None:
    """A change, a file that is gone and a new one all make the library be read again."""
    copy = tmp_path / "library.pickle"
    before = read(root, copy)

    change(root / "basics/double/drill.toml")

    assert read(root, copy) != before
    assert len(readings) == 2


class _Trap:
    """Would write a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("rest", [b"", b"x", b"damaged"])
def test_a_damaged_copy_is_replaced(root: Path, tmp_path: Path, readings: list[Path], rest: bytes) -> None:
    """Cut short, empty, or with other bytes at its end: the library is read, and the next start has a good copy."""
    copy = tmp_path / "library.pickle"
    read(root, copy)
    whole = copy.read_bytes()
    copy.write_bytes((whole[: len(whole) // 2] if rest else b"") + rest)

    assert read(root, copy) == load_library(root)
    assert copy.read_bytes() == whole
    assert len(readings) == 2


def test_what_others_may_write_is_not_trusted(root: Path, tmp_path: Path, readings: list[Path]) -> None:
    """A copy that somebody else could have made is not unpickled."""
    copy, sprung = tmp_path / "library.pickle", tmp_path / "sprung"
    read(root, copy)
    kept._write(copy, copy.read_bytes()[:32], _Trap(sprung))  # type: ignore[arg-type]
    copy.chmod(0o666)

    assert read(root, copy) == load_library(root)
    assert not sprung.exists()
    assert len(readings) == 2


def test_something_else_in_its_place_is_no_library(root: Path, tmp_path: Path, readings: list[Path]) -> None:
    """A whole copy of another object is passed over."""
    copy = tmp_path / "library.pickle"
    read(root, copy)
    kept._write(copy, copy.read_bytes()[:32], {"drills": {}})  # type: ignore[arg-type]

    assert read(root, copy) == load_library(root)
    assert len(readings) == 2


def test_a_home_that_is_not_there_only_costs_time(root: Path, tmp_path: Path, readings: list[Path]) -> None:
    """To look at drills makes no folder; every start reads the files then."""
    copy = tmp_path / "home" / "library.pickle"

    assert read(root, copy) == read(root, copy)
    assert len(readings) == 2
    assert not copy.parent.exists()


def test_compiled_files_are_not_content(root: Path) -> None:
    """What Python leaves behind is no change of the library."""
    before = fingerprint(root)
    cache = root / "basics/double/__pycache__"
    cache.mkdir()
    (cache / "checks.cpython-311.pyc").write_bytes(b"\0")

    assert fingerprint(root) == before


def test_the_library_can_be_pickled(root: Path) -> None:
    """Records of every kind come back equal."""
    library = load_library(root)

    assert pickle.loads(pickle.dumps(library)) == library
