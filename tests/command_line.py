"""The command line as a test calls it: a home of its own, and what was written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deepdrill.cli.main import run

__all__ = ["Written", "over_tiny", "run_cli"]

Written = tuple[int, str]
"""The exit code, and standard output with standard error."""


@pytest.fixture
def run_cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Written]:
    """Give a function that runs one command in an empty folder."""
    monkeypatch.setenv("DEEPDRILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DEEPDRILL_CONTENT", str(tmp_path / "content"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Written:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


@pytest.fixture
def over_tiny(
    run_cli: Callable[..., Written], tmp_path: Path, tiny_root: Path, tiny_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Have commands read the tiny library that all tests share, at home where it was read before; give its folder."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / tiny_copy.name).hardlink_to(tiny_copy)
    monkeypatch.setenv("DEEPDRILL_CONTENT", str(tiny_root))
    return tiny_root
