"""The command line is a contract: exit codes, messages that say what to do next, and JSON with a schema."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Written, over_tiny, run_cli
from deepdrill.app import App, LazyJudge
from deepdrill.cli import health, watching
from deepdrill.cli.main import _COMMANDS
from deepdrill.judge.verdict import (
    CheckDone,
    CheckReport,
    CheckStarted,
    Crash,
    Diagnosis,
    Event,
    Failure,
    Outcome,
    Shown,
    Submission,
    Verdict,
)
from tiny_library import DOUBLE, SIZE, WRONG, break_file, write_library

__all__ = ["over_tiny", "run_cli"]

pytestmark = pytest.mark.usefixtures("over_tiny")

Cli = Callable[..., Written]

FAILED = Verdict(
    drill=DOUBLE,
    revision=1,
    outcome=Outcome.FAILED,
    message="One check of two fails; look at its smallest input.",
    checks=(
        CheckReport(name="keeps_the_sign", claim="A negative number stays negative.", outcome=Outcome.PASSED),
        CheckReport(
            name="doubles_any_number",
            claim="`double(x)` is twice x.",
            outcome=Outcome.FAILED,
            failure=Failure(
                message="The values differ.",
                call="double(1)",
                inputs=(Shown(name="x", kind="int", text="1"),),
                expected=Shown(name="expected", kind="int", text="2"),
                seen=Shown(name="seen", kind="int", text="[bold]3[/bold]"),
                largest_difference=1.0,
                tolerance=0.0,
            ),
        ),
    ),
    diagnosis=(Diagnosis(mistake="thrice", says="You added x twice.", checks=("doubles_any_number",)),),
    output="hello\n",
    seed=7,
)


@pytest.fixture
def root(over_tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have commands read a tiny library that the test may write into, and give its folder."""
    assert over_tiny
    monkeypatch.setenv("DEEPDRILL_CONTENT", str(tmp_path / "content"))
    return write_library(tmp_path / "content")


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch) -> Callable[[Verdict], None]:
    """Give a function that sets what the judge will say; no process is started."""

    def says(verdict: Verdict) -> None:
        def judge(
            _: LazyJudge,
            submission: Submission,
            on_event: Callable[[Event], None] | None = None,
            *,
            supersedes: str | None = None,
        ) -> Verdict:
            for check in verdict.checks:
                if on_event:
                    on_event(CheckStarted(name=check.name))
                    on_event(CheckDone(report=check))
            return verdict

        monkeypatch.setattr(LazyJudge, "judge", judge)

    return says


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """Write a submission."""
    (tmp_path / "wrong.py").write_text(WRONG)
    return "wrong.py"


def test_help_is_there_at_once_and_imports_nothing_heavy() -> None:
    """`deepdrill --help` knows no torch, no web server and no database."""
    code = (
        "import sys\nfrom deepdrill.cli.main import run\nassert run(['--help']) == 0\n"
        "heavy = {'torch', 'numpy', 'fastapi', 'sqlalchemy', 'pydantic', 'watchfiles'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "Give a verdict on every save" in done.stdout


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.PASSED, 0),
        (Outcome.FAILED, 1),
        (Outcome.CRASHED, 1),
        (Outcome.TIMED_OUT, 1),
        (Outcome.REFUSED, 1),
        (Outcome.BROKEN, 3),
    ],
)
def test_the_exit_code_of_judge_is_the_verdict(
    run_cli: Cli, verdict: Callable[[Verdict], None], wrong: str, outcome: Outcome, code: int
) -> None:
    """0 passed, 1 not passed, 3 our fault, whether recorded or not."""
    verdict(Verdict(drill=DOUBLE, revision=1, outcome=outcome, message="As told.", seed=1))

    assert run_cli("judge", DOUBLE, wrong)[0] == code
    assert run_cli("judge", DOUBLE, wrong, "--no-record")[0] == code


def test_a_verdict_reads_from_checks_to_diagnosis_to_the_smallest_input(
    run_cli: Cli, verdict: Callable[[Verdict], None], wrong: str
) -> None:
    """Each check has a mark and a word; what a learner's code wrote is never taken for markup."""
    verdict(FAILED)

    _, out = run_cli("judge", DOUBLE, wrong)

    order = [
        "✓ passed    A negative number stays negative.",
        "✗ failed    `double(x)` is twice x.",
        "Known mistake: You added x twice.",
        "The values differ.",
        "double(1)",
        "[bold]3[/bold]",
        "largest difference 1, allowed 0",
        "hello",
        "FAILED  One check of two fails",
        "seed 7",
    ]
    places = [out.index(passage) for passage in order]
    assert places == sorted(places)


def test_a_crash_is_shown_at_the_learners_line(run_cli: Cli, verdict: Callable[[Verdict], None], wrong: str) -> None:
    """A learner sees their own exception at their own line."""
    crash = Crash(error="NameError", message="name 'y' is not defined", line=2, source="    return y")
    verdict(replace_verdict(FAILED, outcome=Outcome.CRASHED, checks=(), diagnosis=(), crash=crash))

    _, out = run_cli("judge", DOUBLE, wrong)

    assert "NameError: name 'y' is not defined\n  line 2: return y\n" in out


def replace_verdict(verdict: Verdict, **changes: object) -> Verdict:
    """Change some fields."""
    fields = {name: getattr(verdict, name) for name in verdict.__struct_fields__}
    return Verdict(**(fields | changes))


def test_the_json_of_a_verdict_has_a_schema(run_cli: Cli, verdict: Callable[[Verdict], None], wrong: str) -> None:
    """One document on one line, and nothing beside it."""
    verdict(FAILED)

    code, out = run_cli("judge", DOUBLE, wrong, "--json")

    document = json.loads(out)
    assert (code, document["schema"], document["what"], document["recorded"]) == (1, 1, "verdict", True)
    assert document["verdict"]["diagnosis"][0]["mistake"] == "thrice"


def test_an_attempt_is_recorded_and_the_list_knows_it(
    run_cli: Cli, verdict: Callable[[Verdict], None], wrong: str
) -> None:
    """What is judged counts, what is judged with --no-record does not."""
    verdict(FAILED)
    run_cli("judge", DOUBLE, wrong, "--no-record")
    untried = run_cli("list", "--state", "tried", "--json")[1]

    run_cli("judge", DOUBLE, wrong)

    tried = run_cli("list", "--state", "tried", "--json")[1]
    assert json.loads(untried)["drills"] == []
    assert [drill["path"] for drill in json.loads(tried)["drills"]] == [DOUBLE]


def test_a_submission_may_come_from_standard_input(
    run_cli: Cli, verdict: Callable[[Verdict], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file "-" is standard input."""
    verdict(FAILED)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))

    assert run_cli("judge", DOUBLE, "-")[0] == 1


def test_files_that_cannot_be_judged_are_refused_with_advice(run_cli: Cli, tmp_path: Path) -> None:
    """Missing, a folder, not text, too large: exit 2, no traceback, and what to do next."""
    (tmp_path / "latin.py").write_bytes(b"# one\nx = '\xf6'\n")
    with (tmp_path / "huge.py").open("wb") as file:
        file.truncate(10_000_000)

    missing = run_cli("judge", DOUBLE, "nowhere.py")
    folder = run_cli("judge", DOUBLE, ".")
    latin = run_cli("judge", DOUBLE, "latin.py")
    huge = run_cli("judge", DOUBLE, "huge.py")

    assert missing == (2, "There is no file nowhere.py. Write it, or begin with the starter:  deepdrill try DRILL\n")
    assert folder == (2, ". is a folder. Name the file in it, as in:  submission.py\n")
    assert latin == (2, "latin.py is not UTF-8 text (line 2). Save it as UTF-8, then try again.\n")
    assert huge == (2, "huge.py is larger than 1,000,000 bytes. Hand in the file with your code alone.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("lst",), 'There is no command "lst"; did you mean "list"? See them all with:  deepdrill --help'),
        (("show", "basics/duble"), 'There is no drill "basics/duble". Did you mean basics/double'),
        (("show",), "requires an argument"),
        (("list", "--topic", "basic"), 'did you mean "basics"?'),
        (("list", "--ladder", "doubling"), 'There is no ladder "doubling": there are no ladders'),
        (("hint", "advanced/abacus"), "advanced/abacus has no hints"),
        (("solution", DOUBLE), f"when you say that you give up. Say it with:  deepdrill solution {DOUBLE} --give-up"),
        (("list", "--kind", "implment"), "implment"),
        (("list", "--tpoic", "basics"), "--tpoic"),
        (("judge", SIZE, "wrong.py"), f"deepdrill answer {SIZE}"),
        (("try", SIZE), "asks for no code"),
        (("watch", "nowhere"), "deepdrill try DRILL"),
        (("proof", "basics/duble"), "Did you mean basics/double"),
        (("proof", "--lab-seeds", "0"), "Give 1 or more"),
        (("coverage", "basic"), 'did you mean "basics"?'),
        (("new", "implement", "basic/x"), 'did you mean "basics"?'),
        (("answer", SIZE, "5 bytes"), "needs the seed"),
        (("answer", SIZE, "five", "--seed", "1"), "is not one number"),
        (("judge", DOUBLE, "wrong.py", "--seed", "-4"), "seed"),
    ],
)
def test_wrong_use_exits_2_with_advice(run_cli: Cli, wrong: str, arguments: tuple[str, ...], says: str) -> None:
    """The message says what is wrong and what to do, without a traceback; with --json it is a document."""
    assert wrong

    code, out = run_cli(*arguments)
    json_code, json_out = run_cli(*arguments, "--json")

    assert code == json_code == 2
    assert says in out
    assert "Traceback" not in out
    document = json.loads(json_out)
    assert (document["schema"], document["what"], document["exit_code"]) == (1, "error", 2)
    assert says in document["message"]


def test_a_bug_of_ours_exits_3_and_shows_itself(run_cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody foresaw must not look like a submission that did not pass."""

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(App, "drill", crash)

    code, out = run_cli("show", DOUBLE)

    assert code == 3
    assert "ZeroDivisionError" in out


def test_ctrl_c_is_quiet(run_cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever interrupts wants no traceback."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(App, "drill", interrupted)

    assert run_cli("show", DOUBLE) == (130, "")


def test_list_shows_what_fits(run_cli: Cli) -> None:
    """Filters narrow; without a recorded attempt no database is made."""
    shutil.rmtree("home")  # as before the first start
    _, everything = run_cli("list")
    _, labs = run_cli("list", "--kind", "lab", "--json")

    assert "6 drills" in everything
    assert [drill["path"] for drill in json.loads(labs)["drills"]] == ["advanced/growth"]
    assert not Path("home").exists()


def test_list_follows_a_ladder(run_cli: Cli, root: Path) -> None:
    """The steps come in climbing order, and the ladders are found from the list."""
    rungs = [DOUBLE, "advanced/halves", "basics/why-double"]
    table = f'[[ladders]]\nid = "numbers"\ntitle = "Numbers"\nsays = "Up."\nrungs = {json.dumps(rungs)}\n'
    (root / "ladders.toml").write_text(table)

    _, everything = run_cli("list")
    _, climbed = run_cli("list", "--ladder", "numbers")
    document = json.loads(run_cli("list", "--ladder", "numbers", "--json")[1])

    assert "Ladders: numbers." in everything
    assert climbed.startswith("Numbers: Up.")
    assert [drill["path"] for drill in document["drills"]] == rungs
    assert document["ladders"] == [{"id": "numbers", "title": "Numbers", "says": "Up.", "rungs": rungs}]


def test_hints_open_one_by_one(run_cli: Cli) -> None:
    """Each call opens the next rung and shows it; --again shows the open ones and opens none."""
    none = run_cli("hint", DOUBLE, "--again")[1]
    first = run_cli("hint", DOUBLE)[1]
    second = json.loads(run_cli("hint", DOUBLE, "--json")[1])
    again = run_cli("hint", DOUBLE, "--again")[1]
    last = run_cli("hint", DOUBLE)[1]

    assert "No hint is open." in none
    assert "Hint 1 of 3\nThink." in first
    assert (second["what"], second["opened"], second["total"]) == ("hints", ["Think.", "Add."], 3)
    assert "Hint 1 of 3" in again
    assert "Hint 2 of 3" in again
    assert "Hint 1 of 3" not in last
    assert re.search(r"Hint 3 of 3\nx \+ x *\nAll hints are open\.", last)


def test_a_solution_opens_by_giving_up_and_can_be_piped(run_cli: Cli) -> None:
    """Code comes as it is; once given up it stays open."""
    code, text = run_cli("solution", DOUBLE, "--give-up")
    document = json.loads(run_cli("solution", DOUBLE, "--json")[1])
    working = run_cli("solution", SIZE, "--give-up", "--seed", "3")[1]

    assert (code, text) == (0, "def double(x):\n    return x + x  # adding is doubling\n")
    assert (document["what"], document["text"]) == ("solution", text)
    assert " times " in working


def test_a_drill_with_faults_says_that_it_has_them(run_cli: Cli, root: Path) -> None:
    """It is there, so it is not unknown; the message counts the faults and says how to see them."""
    break_file(root, "basics/double/drill.toml", "minutes = 5", "minutes = 0")

    code, out = run_cli("show", DOUBLE)
    proof = run_cli("proof", DOUBLE)

    assert (code, out) == (
        2,
        f"The files of {DOUBLE} have a fault, so it is left out. See:  deepdrill proof {DOUBLE}\n",
    )
    assert "minutes" in proof[1]


def test_list_says_that_faults_keep_drills_out(run_cli: Cli, root: Path) -> None:
    """A drill with faults is missing from the list, and the list says so."""
    break_file(root, "basics/double/drill.toml", "minutes = 5", "minutes = 0")

    _, out = run_cli("list")

    assert DOUBLE not in out
    assert "deepdrill proof" in out


def test_show_tells_what_is_checked_but_never_how_it_is_done(run_cli: Cli) -> None:
    """Prompt and claims, not the solution; the numbers of a calculate drill are drawn."""
    _, double = run_cli("show", DOUBLE)
    _, size = run_cli("show", SIZE, "--seed", "3")
    _, document = run_cli("show", DOUBLE, "--json")

    assert "A negative number stays negative." in double
    assert "adding is doubling" not in double + document
    assert "{count}" not in size
    assert json.loads(document)["claims"][0]["name"] == "doubles_any_number"


def test_try_never_overwrites_what_a_learner_wrote(run_cli: Cli, tmp_path: Path) -> None:
    """The second time nothing is lost, and the learner is told how to begin again."""
    run_cli("try", DOUBLE)
    submission = tmp_path / "deepdrill" / DOUBLE / "submission.py"
    submission.write_text("mine")

    code, out = run_cli("try", DOUBLE)
    _, document = run_cli("try", DOUBLE, "--into", "elsewhere", "--json")

    assert (code, submission.read_text()) == (0, "mine")
    assert "is yours and was left as it is" in out
    assert json.loads(document)["written"] == ["prompt.md", "submission.py"]
    assert (tmp_path / "elsewhere" / DOUBLE / "submission.py").read_text().startswith("def double")


def test_watch_judges_the_drill_that_the_folders_name(
    run_cli: Cli, verdict: Callable[[Verdict], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each save is a few lines of JSON, the last of them the verdict; a file it cannot judge does not end it."""
    verdict(FAILED)
    run_cli("try", DOUBLE)
    saved = tmp_path / "deepdrill" / DOUBLE / "submission.py"
    stray = tmp_path / "deepdrill" / "notes.py"
    stray.write_text("")
    monkeypatch.setattr(watching, "_saves", lambda _: iter([stray, saved]))
    monkeypatch.setattr(App, "warm_up", lambda _: None)

    code, out = run_cli("watch", "--json")

    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert all(line["schema"] == 1 for line in lines)
    assert [line["what"] for line in lines] == [
        "watching",
        "saved",
        "error",
        "saved",
        *["check started", "check done"] * 2,
        "verdict",
    ]
    assert lines[-1]["drill"] == DOUBLE


def test_an_answer_is_graded_and_a_wrong_turn_named(run_cli: Cli) -> None:
    """Exit 0 right, 1 not right."""
    _, shown = run_cli("show", SIZE, "--seed", "3", "--json")
    count, width = (int(word) for word in json.loads(shown)["prompt"].split() if word.isdigit())

    right = run_cli("answer", SIZE, f"{count * width} bytes", "--seed", "3")
    wrong = run_cli("answer", SIZE, f"{count} bytes", "--seed", "3", "--json")

    assert right[0] == 0
    assert wrong[0] == 1
    assert json.loads(wrong[1])["grade"]["mistake"] == "numbers_only"


@pytest.mark.usefixtures("root")
def test_coverage_and_new_speak_json(run_cli: Cli) -> None:
    """Authors' tools have the same contract as learners'."""
    coverage = json.loads(run_cli("coverage", "--json")[1])
    scaffold = json.loads(run_cli("new", "lab", "basics/fresh", "--json")[1])

    assert (coverage["what"], coverage["covered"], coverage["skills"]) == ("coverage", 2, 2)
    assert scaffold["files"] == ["drill.toml", "prompt.md", "followups.md", "experiment.py", "lab.toml"]
    assert "halving" in run_cli("coverage", "basics")[1]


def test_proof_of_numbers_needs_no_judge(run_cli: Cli) -> None:
    """Nothing is started that is not needed."""
    code, out = run_cli("proof", SIZE, "--json")

    document = json.loads(out)
    assert (code, document["ok"], document["drills"]) == (0, True, 1)
    assert {line["what"] for line in document["lines"]} >= {"answer", "working"}


@pytest.mark.slow
def test_real_verdicts(run_cli: Cli, wrong: str, tmp_path: Path, tiny_root: Path) -> None:
    """Through real processes a wrong file fails, the solution passes, and a known mistake is called by its name."""
    (tmp_path / "squares.py").write_text("def double(x):\n    return x ** 2\n")

    failed = run_cli("judge", DOUBLE, wrong)
    passed = run_cli("judge", DOUBLE, str(tiny_root / DOUBLE / "solution.py"))
    named = run_cli("judge", DOUBLE, "squares.py", "--json")

    assert failed[0] == 1
    assert passed[0] == 0
    assert json.loads(named[1])["verdict"]["diagnosis"][0]["mistake"] == "squares"


@pytest.mark.slow
def test_a_real_watch_gives_a_verdict_on_a_save(tmp_path: Path, run_cli: Cli) -> None:
    """From the save to the verdict nobody has to do anything."""
    run_cli("try", DOUBLE)
    saved = tmp_path / "deepdrill" / DOUBLE / "submission.py"
    watcher = subprocess.Popen(
        [sys.executable, "-m", "deepdrill", "watch", "--json"], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    with watcher:
        assert watcher.stdout
        assert json.loads(watcher.stdout.readline())["what"] == "watching"
        time.sleep(1)
        saved.write_text(WRONG)
        whats = []
        while "verdict" not in whats:
            whats.append(json.loads(watcher.stdout.readline())["what"])
        watcher.terminate()

    assert whats[0] == "saved"


@pytest.mark.slow
def test_doctor_says_which_guarantees_hold(run_cli: Cli) -> None:
    """Every part of the machine is a finding; a guarantee that does not hold is named."""
    _, out = run_cli("doctor", "--port", "0", "--json")

    findings = {finding["name"]: finding for finding in json.loads(out)["findings"]}
    assert {"python", "torch", "content", "database", "judge", "labs", "port"} <= set(findings)
    assert len(findings["judge"]["guarantees"]) + len(findings["judge"]["missing"]) >= 6
    assert len(findings["labs"]["guarantees"]) + len(findings["labs"]["missing"]) == 1


@pytest.mark.parametrize("left", [True, False])
def test_doctor_says_whether_labs_keep_a_network(run_cli: Cli, monkeypatch: pytest.MonkeyPatch, *, left: bool) -> None:
    """Where a process cannot leave the network, a lab could reach it, and the learner is told."""
    monkeypatch.setattr(health, "network_can_be_left", lambda: left)
    monkeypatch.setattr(health, "_judge", lambda _: health.Finding(name="judge", ok=True, says=""))

    _, out = run_cli("doctor", "--port", "0")

    assert ("It cannot reach the network." in out) is left
    assert ("It could reach the network" in out) is not left


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_error_and_no_pass(tmp_path: Path, tiny_root: Path) -> None:
    """`deepdrill … | head` ends quietly, and not with the exit code of a pass."""
    command = [sys.executable, "-m", "deepdrill", "coverage", "basics", "--content", str(tiny_root)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    assert reader.stdout
    assert reader.stderr
    reader.stdout.close()

    errors = reader.stderr.read()
    reader.stderr.close()

    assert (reader.wait(), errors) == (141, b"")


@pytest.mark.slow
def test_a_terminal_that_knows_only_ascii_gets_the_words(tmp_path: Path, tiny_root: Path) -> None:
    """A mark that cannot be written never stops a verdict."""
    command = [sys.executable, "-m", "deepdrill", "list", "--content", str(tiny_root)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "DEEPDRILL_HOME": str(tmp_path / "home")}

    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "6 drills. ? passed" in done.stdout


def test_every_command_and_document_is_on_its_page() -> None:
    """What tools may rely on is written down in docs/command-line.md."""
    root = Path(__file__).parents[1]
    page = (root / "docs" / "command-line.md").read_text()
    sources = "\n".join(path.read_text() for path in (root / "src/deepdrill/cli").glob("*.py"))

    documents = set(re.findall(r'\b(?:emit|tell)\(\s*"([^"]+)"', sources))

    assert len(documents) > 10
    assert [what for what in sorted(documents) if f"`{what}`" not in page] == []
    assert [command for command in _COMMANDS if f"`deepdrill {command}" not in page] == []


def test_a_case_is_put_into_a_folder(run_cli: Callable[..., Written], tmp_path: Path) -> None:
    """`case` writes brief, data and files, says where one stands, and never writes over a file."""
    code, out = run_cli("case", "advanced/abacus", "--json")

    document = json.loads(out)
    assert (code, document["what"]) == (0, "case")
    assert [stage["state"] for stage in document["stages"]] == ["open", "later"]
    folder = tmp_path / "deepdrill/advanced/abacus"
    assert (folder / "beads.csv").read_text() == "bead\n0\n1\n2\n"
    (folder / "frame.py").write_text("mine")
    code, out = run_cli("case", "advanced/abacus")
    assert code == 0
    assert (folder / "frame.py").read_text() == "mine"
    assert "0 of 2 stages done" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("basics/double",), "is no case"),
        (("advanced/abacus", "--stage", "rods"), "Its stages are: frame, beads"),
        (("advanced/abacus", "--check"), "Name the stage"),
        (("advanced/abacus", "--stage", "frame", "--check"), "Put it there with"),
        (("advanced/abacus", "--stage", "frame", "--solution"), "--give-up"),
        (("advanced/abacus", "--table", "none.csv"), "cannot be read as a CSV"),
        (("advanced/abacus", "--table", "t.csv", "--column", "amount"), "write OURS=YOURS"),
        (("advanced/abacus", "--table", "t.csv", "--column", "amount=betrag"), 'no column "betrag"'),
        (("advanced/abacus", "--table", "t.csv"), "cannot be tried on a table of your own"),
        (("advanced/abacus", "--images", "."), "takes no images"),
        (("advanced/abacus", "--images", ".", "--table", "t.csv"), "Give either"),
    ],
)
def test_wrong_use_of_a_case_says_what_to_do(
    run_cli: Callable[..., Written], tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Each ends with what to do instead, and exit code 2."""
    (tmp_path / "t.csv").write_text("day,fraud\n1,0\n")

    code, out = run_cli("case", *arguments)

    assert code == 2
    assert says in out
