"""Stages for real: files that import each other, and an application that is served by a process of its own."""

import socket
from collections.abc import Iterator

import pytest

from deepdrill.content import Drill, load_library
from deepdrill.judge import Judge, Outcome, Submission, Verdict
from tiny_library import write_library

pytestmark = pytest.mark.slow

SERVES = '''
from deepdrill.judge.checks import Trial, check


@check
def answers(trial: Trial) -> None:
    """It answers with what it was made with, a broken request does not end it, and both processes live side by side."""
    service = trial.serve("make_app", {"word": "yes"})
    for _ in range(3):
        reply = service.get("/word")
        trial.require(reply.status == 200, f"GET /word gave {reply.status} {reply.trouble}")
        trial.same(reply.body, {"word": "yes"})
    trial.require(service.post("/word", "{no json").status == 422, "no 422")
    trial.same(trial.call("word"), "here")
'''

APP = """
from fastapi import FastAPI
from pydantic import BaseModel

class Said(BaseModel):
    word: str

def double(x):
    return x + x

def word():
    return "here"

def make_app(artifact):
    app = FastAPI()
    @app.get("/word")
    def get():
        return artifact
    @app.post("/word")
    def post(said: Said):
        return said
    return app
"""


def with_first_line(code: str, line: str) -> str:
    """Put a line into the handler of the application."""
    return code.replace("        return artifact", f"        {line}\n        return artifact")


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """Give the tiny case, its first stage with checks that call an application."""
    root = write_library(tmp_path_factory.mktemp("library"))
    stage = root / "advanced/abacus/stages/frame"
    (stage / "checks.py").write_text(SERVES)
    (stage / "solution.py").write_text(APP)
    (stage / "mistakes/squares.py").unlink()
    silent = APP.replace("return artifact", 'return "no"')
    block = '# /// mistake\n# fails = "answers"\n# says = "It says no."\n# ///\n'
    (stage / "mistakes/silent.py").write_text(block + silent)
    toml = root / "advanced/abacus/stages.toml"
    toml.write_text(toml.read_text().replace('defines = ["double"]', 'defines = ["make_app"]'))
    settings = root / "advanced/abacus/drill.toml"
    settings.write_text(settings.read_text() + "\n[limits]\nwall_s = 60.0\n")  # FastAPI's import on a busy machine
    library = load_library(root)
    assert not library.faults
    return library.drills["advanced/abacus"]


@pytest.fixture(scope="module")
def judge(drill: Drill) -> Iterator[Judge]:
    """Give a running judge that knows one case."""
    with Judge(lambda _: drill, hidden=(drill.folder,), workers=1) as running:
        yield running


def verdict_on(judge: Judge, stage: str, code: str, **modules: str) -> Verdict:
    """Have a stage judged."""
    return judge.judge(Submission(drill="advanced/abacus", code=code, seed=3, stage=stage, modules=modules))


def test_a_stage_imports_the_learners_own_files(judge: Judge) -> None:
    """What it imports is what was sent along, and a file that was not sent is not there."""
    code = "from frame import double\ndef quadruple(x):\n    return double(double(x))\n"

    assert verdict_on(judge, "beads", code, frame="def double(x):\n    return 2 * x\n").outcome is Outcome.PASSED
    assert verdict_on(judge, "beads", code, frame="def double(x):\n    return 3 * x\n").outcome is Outcome.FAILED
    absent = verdict_on(judge, "beads", code)
    assert absent.crash is not None
    assert absent.crash.error == "ModuleNotFoundError"


def test_an_application_is_served_and_called(judge: Judge) -> None:
    """It is called over HTTP, and a mistake of serving is called by its name."""
    right = verdict_on(judge, "frame", APP)
    assert right.outcome is Outcome.PASSED, right

    wrong = verdict_on(judge, "frame", APP.replace("return artifact", 'return "no"'))
    assert wrong.outcome is Outcome.FAILED
    assert [found.mistake for found in wrong.diagnosis] == ["silent"]


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("import os; os._exit(0)", Outcome.FAILED),
        ("import time; time.sleep(60)", Outcome.FAILED),
        ("raise RuntimeError", Outcome.FAILED),
        ("return 'x' * 50_000_000", Outcome.FAILED),
    ],
)
def test_an_application_that_misbehaves_fails(judge: Judge, line: str, outcome: Outcome) -> None:
    """One that dies, hangs, raises or drowns the caller fails its check, and the next submission is judged as usual."""
    assert verdict_on(judge, "frame", with_first_line(APP, line)).outcome is outcome
    assert verdict_on(judge, "frame", APP).outcome is Outcome.PASSED


def test_what_is_no_application_is_the_submissions_fault(judge: Judge) -> None:
    """A start that fails is a crash of the submission's, at its own cost."""
    verdict = verdict_on(judge, "frame", APP.replace("return app\n", "return 3\n"))

    assert verdict.outcome is Outcome.CRASHED
    assert "no application" in verdict.message


@pytest.mark.parametrize(
    "attack",
    [
        "s = socket.create_connection(('127.0.0.1', PORT), timeout=2)",
        "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()",
        "s = socket.socket(socket.AF_UNIX)",
        "a, b = socket.socketpair(); socket.send_fds(a, [b'x'], [0])",
        "os.fork()",
        "open('/etc/passwd')",
    ],
)
def test_a_serving_process_can_only_answer(judge: Judge, attack: str) -> None:
    """It opens no connection, no other socket, no process and no file: the extra rights are those of answering."""
    if "system-call filter" not in judge.isolation:
        pytest.skip("no system-call filter on this machine")
    with socket.create_server(("127.0.0.1", 0)) as victim:
        tried = attack.replace("PORT", str(victim.getsockname()[1]))
        body = f"import os, socket\n        try:\n            {tried}\n        except OSError: return artifact"
        code = APP.replace("        return artifact", f"        {body}\n        return 'broke out'")
        assert verdict_on(judge, "frame", code).outcome is Outcome.PASSED


def test_files_of_a_submission_are_not_seen_by_the_next(judge: Judge) -> None:
    """A learner process serves one submission: what was importable there is gone."""
    verdict_on(judge, "beads", "import frame\ndef quadruple(x):\n    return 4 * x\n", frame="X = 1\n")

    later = verdict_on(judge, "beads", "import frame\ndef quadruple(x):\n    return 4 * x\n")

    assert later.crash is not None
    assert later.crash.error == "ModuleNotFoundError"
