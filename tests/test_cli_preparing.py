"""Set-up, today, progress, the shorter variants and the way out, from the shell."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from command_line import Written, run_cli
from roles import roles_toml
from tiny_library import DOUBLE, SIZE, write_library

__all__ = ["run_cli"]

Cli = Callable[..., Written]


@pytest.fixture
def cli(run_cli: Cli, tmp_path: Path) -> Cli:
    """Give a command line over the small library, with roles."""
    write_library(tmp_path / "content")
    (tmp_path / "content" / "roles.toml").write_text(roles_toml(("basics", "advanced")))
    return run_cli


def document(written: Written) -> dict[str, object]:
    """Read the one document."""
    code, text = written
    assert code in {0, 1}, text
    read: dict[str, object] = json.loads(text)
    return read


def answered(cli: Cli) -> str:
    """Answer the calculate drill; give the attempt's id."""
    return str(document(cli("answer", SIZE, "1 byte", "--seed", "7", "--json"))["attempt"])


def test_setup_lists_the_roles_and_keeps_what_is_told(cli: Cli) -> None:
    """What is not given stays as it is; the next command is named."""
    code, text = cli("setup")
    assert (code, "scientist" in text) == (0, True)
    day = str((datetime.now(UTC) + timedelta(days=40)).date())

    code, text = cli("setup", "--role", "scientist", "--minutes", "20", "--date", day)
    assert code == 0
    assert "deepdrill today" in text
    cli("setup", "--level", "senior")

    profile = document(cli("setup", "--json"))["setup"]["profile"]  # type: ignore[index]
    assert profile == {"role": "scientist", "level": "senior", "interview_on": day, "minutes_a_day": 20}
    cli("setup", "--date", "none")
    assert document(cli("setup", "--json"))["setup"]["profile"]["interview_on"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--role", "scientits"), 'did you mean "scientist"'),
        (("--date", "tomorrow"), "is no day"),
        (("--date", "2020-01-01"), "is past"),
        (("--minutes", "1"), "from 5 to 600"),
    ],
)
def test_a_wrong_set_up_is_refused(cli: Cli, given: tuple[str, ...], says: str) -> None:
    """Exit 2, and what can be said instead."""
    code, text = cli("setup", *given)

    assert code == 2
    assert says in text


def test_today_says_what_to_do_why_and_how(cli: Cli) -> None:
    """Each item with its reason and the command that does it; what was done is ticked off."""
    cli("setup", "--role", "engineer", "--minutes", "15")
    code, text = cli("today")
    assert code == 0
    assert f"deepdrill answer {SIZE}" in text

    answered(cli)

    shown = document(cli("today", "--json"))
    items: list[dict[str, dict[str, object]]] = shown["items"]  # type: ignore[assignment]
    assert [one["attempt"] is not None for one in items if one["item"]["drill"] == SIZE] == [True]
    assert all(one["item"]["why"] for one in items)


def test_today_can_be_changed(cli: Cli) -> None:
    """Other minutes, not this, more; a drill that is not there is said."""
    cli("setup", "--role", "engineer", "--minutes", "10")
    before = document(cli("today", "--json"))
    drill = before["items"][0]["item"]["drill"]  # type: ignore[index]

    without = document(cli("today", "--not-today", drill, "--json"))
    longer = document(cli("today", "--minutes", "60", "--json"))

    assert drill not in json.dumps(without["items"])
    assert len(longer["items"]) >= len(before["items"])  # type: ignore[arg-type]
    assert cli("today", "--more")[0] == 0
    assert cli("today", "--not-today", "no/such")[0] == 2
    assert cli("today", "--minutes", "100000")[0] == 2


def test_today_needs_no_set_up(cli: Cli) -> None:
    """It is a guess then, and says so."""
    code, text = cli("today")

    assert code == 0
    assert "deepdrill setup" in text


def test_the_placement_names_what_to_answer(cli: Cli) -> None:
    """Without a set-up it names that; it can be passed over and left."""
    assert cli("placement")[0] == 2
    cli("setup", "--role", "engineer")
    first = document(cli("placement", "--json"))
    drill = first["item"]["drill"]  # type: ignore[index]

    second = document(cli("placement", "--without", drill, "--json"))
    code, text = cli("placement", "--skip")

    assert (second["item"] or {}).get("drill") != drill  # type: ignore[attr-defined]
    assert (code, "deepdrill today" in text) == (0, True)


def test_progress_gives_intervals(cli: Cli) -> None:
    """Round by round, as text and as a document."""
    cli("setup", "--role", "engineer")
    answered(cli)

    code, text = cli("progress")
    shown = document(cli("progress", "--json"))

    assert code == 0
    assert re.search(r"arithmetic .*━", text)
    rounds: list[dict[str, float]] = shown["readiness"]["rounds"]  # type: ignore[index]
    assert all(one["low"] <= one["p"] <= one["high"] for one in rounds)
    assert shown["cards"] == 1


def test_a_word_on_an_attempt_is_kept(cli: Cli) -> None:
    """By its id; an unknown one is wrong use."""
    attempt = answered(cli)

    assert cli("word", attempt, "guessed")[0] == 0
    assert cli("word", attempt, "nothing")[0] == 0
    assert cli("word", "nobody", "knew")[0] == 2
    assert cli("word", attempt, "perhaps")[0] == 2


def test_a_drill_without_traps_or_lines_says_what_to_do(cli: Cli) -> None:
    """One drill of code is too few to choose among."""
    code, text = cli("trap", DOUBLE)
    assert (code, f"deepdrill show {DOUBLE}" in text) == (2, True)
    assert cli("line", SIZE)[0] == 2


def test_the_gap_is_shown_with_its_seed(cli: Cli) -> None:
    """What comes before and after it, never what stood there."""
    shown = document(cli("line", DOUBLE, "--seed", "3", "--json"))

    assert shown["before"] == "def double(x):\n"
    assert "x + x" not in json.dumps(shown)
    code, text = cli("line", DOUBLE, "--seed", "3")
    assert (code, f"deepdrill line {DOUBLE} FILE --seed 3" in text) == (0, True)


def test_everything_goes_out_and_comes_in(cli: Cli, tmp_path: Path) -> None:
    """Files that exist are left alone; what was exported is taken in elsewhere, once."""
    cli("setup", "--role", "engineer")
    attempt = answered(cli)
    files = [str(tmp_path / name) for name in ("all.json", "attempts.csv", "drills.apkg")]

    code, _ = cli("export", "--json", files[0], "--csv", files[1], "--anki", files[2])

    assert code == 0
    assert attempt in Path(files[1]).read_text()
    assert Path(files[2]).read_bytes()[:2] == b"PK"
    assert cli("export", "--json", files[0])[0] == 2
    assert cli("export")[0] == 2
    there = ("--home", str(tmp_path / "elsewhere"))
    for expected in ({"attempts": 1, "known": 0, "setup": True}, {"attempts": 0, "known": 1, "setup": False}):
        taken: dict[str, object] = document(cli("import", files[0], *there, "--json"))["taken"]  # type: ignore[assignment]
        assert expected.items() <= taken.items()
    assert cli("import", files[1], *there)[0] == 2
    assert cli("import", str(tmp_path / "none.json"), *there)[0] == 2


def test_a_backup_can_be_put_back(cli: Cli, tmp_path: Path) -> None:
    """What was done after it is beside the database."""
    answered(cli)
    backup = str(tmp_path / "mine.sqlite3")
    assert cli("backup", backup)[0] == 0
    answered(cli)

    shown = document(cli("restore", backup, "--json"))

    assert Path(str(shown["kept"])).exists()
    cli("export", "--json", str(tmp_path / "after.json"))
    assert len(json.loads((tmp_path / "after.json").read_text())["attempts"]) == 1
    assert cli("backup", backup)[0] == 2
    assert cli("restore", str(tmp_path / "content" / "roles.toml"))[0] == 2
