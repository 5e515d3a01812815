"""`deepdrill interview`: in the terminal, and as documents."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from deepdrill.cli.main import run

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def deepdrill(
    tmp_path: Path, tiny_root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command over a tiny library; give the exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, typed: str = "") -> tuple[int, str]:
        lines = iter(typed.splitlines())

        def read(prompt: str = "") -> str:
            assert prompt
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
        code = run(["interview", *arguments, "--content", str(tiny_root), "--home", str(tmp_path / "home")])
        out = capsys.readouterr()
        return code, out.out + out.err

    return command


ARITHMETIC = ("--rounds", "arithmetic", "--minutes", "30")


def test_an_interview_is_held_by_typing(deepdrill: Run) -> None:
    """An answer, a follow-up passed over, the end; the debrief comes by itself and is listed and shown again."""
    code, out = deepdrill(*ARITHMETIC, typed="3 bytes\n.\n:next\n:end\n")
    _, listed = deepdrill("--list")
    id_ = listed.split()[0]
    _, shown = deepdrill("--debrief", id_)

    assert code == 0
    assert "How many bytes do" in out
    assert "That is not right." in out
    assert "Debrief" in out
    assert "over" in listed
    assert "deepdrill show basics/size" in shown


def test_who_leaves_may_come_back(deepdrill: Run) -> None:
    """The end of the input is no end of the interview."""
    _, out = deepdrill(*ARITHMETIC, typed="")
    id_ = out.rsplit("--resume ", 1)[1].strip()

    _, paused = deepdrill("--resume", id_, typed=":pause\n\n:time\n:end\n")

    assert "The clock runs on." in out
    assert "Debrief" in paused


def test_code_is_handed_in_from_a_file(deepdrill: Run, tmp_path: Path) -> None:
    """The file begins with the signature alone and is never overwritten."""
    deepdrill("--rounds", "coding", "--minutes", "30", typed="")
    id_ = json.loads(deepdrill("--list", "--json")[1])["interviews"][0]["interview"]["id"]
    file = tmp_path / "deepdrill" / "interview" / id_ / "1" / "submission.py"

    assert file.read_text() == "def double(x):\n    ...\n"


def test_documents_for_other_programs(deepdrill: Run, tmp_path: Path) -> None:
    """With --json it says what is asked and leaves; an answer comes from a file; the debrief is a document too."""
    begun = json.loads(deepdrill(*ARITHMETIC, "--json")[1])
    answer = tmp_path / "answer.txt"
    answer.write_text("3 bytes")
    after = json.loads(deepdrill("--resume", begun["id"], "--answer", str(answer), "--json")[1])
    deepdrill("--resume", begun["id"], typed=":end\n")
    told = json.loads(deepdrill("--debrief", begun["id"], "--save", str(tmp_path / "d.html"), "--json")[1])

    assert (begun["what"], begun["state"], begun["drill"], begun["step"]) == ("interview", "running", "basics/size", 0)
    assert "working" not in begun
    assert (after["step"], after["last"]) == (1, "That is not right.")
    assert told["debrief"]["schema"] == 1
    assert told["debrief"]["rounds"][0]["turns"][0]["outcome"] == "failed"
    assert (tmp_path / "d.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--minutes", "5"), "30 to 180 minutes"),
        (("--rounds", "chess"), 'no round "chess"'),
        (("--debrief", "none"), 'no interview "none"'),
        (("--save", "x.html"), "Say of which interview"),
        (("--resume", "none"), "deepdrill interview --list"),
    ],
)
def test_wrong_use_says_what_to_do(deepdrill: Run, arguments: tuple[str, ...], says: str) -> None:
    """With exit 2."""
    code, out = deepdrill(*arguments)

    assert code == 2
    assert says in out
