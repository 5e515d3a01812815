"""What all tests share."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tiny_library import write_library

if TYPE_CHECKING:  # the process that only hands out tests imports nothing of ours
    from deepdrill.content import Library

# Almost all that a test leaves behind goes without the collector, which would look through all of torch each time.
gc.set_threshold(100_000, 20, 20)

# No test is timed: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shipped() -> "Library":
    """Read the library that ships, once."""
    from deepdrill.content import find_content_root, load_library  # noqa: PLC0415

    return load_library(find_content_root())


@pytest.fixture(scope="session")
def tiny_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Write the tiny library once, for tests that only read it; who writes into it calls `write_library`."""
    from deepdrill.content.kept import fingerprint  # noqa: PLC0415

    root = write_library(tmp_path_factory.mktemp("tiny") / "content")
    written = fingerprint(root)
    yield root
    assert fingerprint(root) == written, f"a test wrote into the tiny library that all share, {root}"


@pytest.fixture(scope="session")
def tiny_copy(tiny_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the copy of the tiny library that a first start leaves in the home."""
    from deepdrill.app import App, Settings  # noqa: PLC0415

    settings = Settings(home=tmp_path_factory.mktemp("home"), content=tiny_root)
    with App(settings) as app:
        assert app.library.faults == ()
    return settings.library_copy


@pytest.fixture(scope="session")
def tiny(tiny_root: Path) -> "Library":
    """Read the tiny library, once."""
    from deepdrill.content import load_library  # noqa: PLC0415

    return load_library(tiny_root)
