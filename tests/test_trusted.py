"""The judge for code of our own: the same verdicts, and a slip that runs wild ends with one."""

from collections.abc import Iterator

import pytest

from deepdrill.content import load_library
from deepdrill.judge.trusted import TrustedJudge
from deepdrill.judge.verdict import Outcome, Submission
from tiny_library import DOUBLE, WRONG, write_library

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustedJudge]:
    """Keep one worker over the tiny library."""
    library = load_library(write_library(tmp_path_factory.mktemp("library") / "content"))
    assert library.faults == ()
    with TrustedJudge(library.drills.__getitem__, workers=1) as judge:
        yield judge


def outcome(judge: TrustedJudge, code: str) -> Outcome:
    """Have code judged as a slip is."""
    return judge.judge(Submission(drill=DOUBLE, code=code, seed=3, brief=True)).outcome


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def double(x):\n    return x + x\n", Outcome.PASSED),
        (WRONG, Outcome.FAILED),
        ("def double(x):\n    return x.forbidden_name\n", Outcome.CRASHED),
        ("def half(x):\n    return x\n", Outcome.FAILED),
        ("def double(x)\n", Outcome.FAILED),
        ("raise OSError('while it is loaded')\ndef double(x):\n    return x\n", Outcome.CRASHED),
    ],
)
def test_code_of_our_own_gets_the_verdict_that_it_deserves(judge: TrustedJudge, code: str, expected: Outcome) -> None:
    """What is judged without isolation ends as it would with it."""
    assert outcome(judge, code) is expected


@pytest.mark.parametrize(
    "code",
    [
        "def double(x):\n    while True:\n        pass\n",
        "def double(x):\n    while True:\n        try:\n            x\n        except Exception:\n            pass\n",
        "import os, signal\ndef double(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
        "def double(x):\n    return bytearray(1 << 34)\n",
    ],
)
def test_a_slip_that_runs_wild_is_ended_and_the_next_one_judged(judge: TrustedJudge, code: str) -> None:
    """A loop, a crash of the process or too much memory costs one verdict and no more."""
    assert outcome(judge, code) in {Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.OUT_OF_MEMORY, Outcome.FAILED}
    assert outcome(judge, "def double(x):\n    return x + x\n") is Outcome.PASSED
