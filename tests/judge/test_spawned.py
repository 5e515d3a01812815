"""The judge where nothing can be forked: by wish, and in interpreters that lack what Windows lacks."""

import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import deepdrill
from deepdrill.content import Drill, Implement, Library
from deepdrill.judge import Judge, Outcome, Submission
from deepdrill.judge.meeting import Meeting

pytestmark = pytest.mark.slow

SOURCE = Path(deepdrill.__file__).parents[1]
WITHOUT = textwrap.dedent('''
    """Takes from every interpreter what Windows does not have."""
    import importlib.machinery, os, socket

    GONE = {"resource", "fcntl", "termios", "pwd", "grp"}
    for owner, names in ((os, ("fork", "forkpty", "setsid", "killpg", "waitid")), (socket, ("send_fds", "recv_fds"))):
        for name in names:
            delattr(owner, name)
    find = importlib.machinery.PathFinder.find_spec
    importlib.machinery.PathFinder.find_spec = classmethod(
        lambda cls, name, path=None, target=None: None if name in GONE else find(name, path, target)
    )
''')

JUDGE_TWO = textwrap.dedent("""
    import os
    from deepdrill.content import find_content_root, load_library
    from deepdrill.judge import Judge, Submission

    assert not hasattr(os, "fork")
    library = load_library(find_content_root())
    body = library.drills["attention/scaled-dot-product"].body
    with Judge(library.drills.__getitem__, workers=1) as judge:
        for code in (body.solution, body.mistakes[0].code):
            verdict = judge.judge(Submission(drill="attention/scaled-dot-product", code=code, seed=1))
            print(verdict.outcome, "|", verdict.message)
    print(judge.isolation)
""")


@pytest.fixture(scope="module")
def drill(shipped: Library) -> Drill:
    """Give a drill of code."""
    return shipped.drills["attention/scaled-dot-product"]


@pytest.fixture(scope="module")
def judge(drill: Drill) -> Iterator[Judge]:
    """Start a judge that forks nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPDRILL_PROCESSES", "spawn")
        started = Judge(lambda _: drill, workers=1)
    with started:
        yield started


def _solution(drill: Drill) -> str:
    assert isinstance(drill.body, Implement)
    return drill.body.solution


def test_it_says_that_nothing_but_limits_holds(judge: Judge) -> None:
    """What the level is worth is told as it is."""
    assert judge.isolation == ("limits",)


def test_right_and_wrong_are_told_apart_and_named(judge: Judge, drill: Drill) -> None:
    """The same verdicts as everywhere, costs measured in a process of their own included."""
    assert isinstance(drill.body, Implement)
    right = judge.judge(Submission(drill=drill.path, code=drill.body.solution, seed=3))
    wrong = judge.judge(Submission(drill=drill.path, code=drill.body.mistakes[0].code, seed=3))

    assert right.outcome is Outcome.PASSED
    assert wrong.outcome is Outcome.FAILED
    assert wrong.message == drill.body.mistakes[0].says


@pytest.mark.parametrize(
    ("act", "outcome", "words"),
    [
        ("import os; os._exit(3)", Outcome.CRASHED, "ended its own process"),
        ("import os; os.kill(os.getpid(), 11)", Outcome.CRASHED, "died"),
        ("while True: pass", Outcome.TIMED_OUT, "loop"),
        ("import socket; [socket.socket(fileno=n).close() for n in range(3, 9)]", Outcome.CRASHED, ""),
    ],
)
def test_the_end_of_a_process_is_explained_and_the_next_one_works(
    judge: Judge, drill: Drill, act: str, outcome: Outcome, words: str
) -> None:
    """Whatever a submission does to its process, it gets the verdict for it, and the next is judged well."""
    ended = judge.judge(Submission(drill=drill.path, code=_in_a_call(drill, act), seed=1))
    after = judge.judge(Submission(drill=drill.path, code=_solution(drill), seed=1))

    assert ended.outcome is outcome
    assert words in ended.message
    assert after.outcome is Outcome.PASSED


def _in_a_call(drill: Drill, act: str) -> str:
    assert isinstance(drill.body, Implement)
    name = drill.body.defines[0]
    return f"def {name}(*args, **kwargs):\n    {act}\n"


def test_what_is_printed_comes_back_bounded(judge: Judge, drill: Drill) -> None:
    """A megabyte of print neither blocks the process nor reaches the learner whole."""
    verdict = judge.judge(Submission(drill=drill.path, code="print('x' * 10**6)\n" + _solution(drill), seed=1))

    assert verdict.outcome is Outcome.PASSED
    assert set(verdict.output) == {"x"}
    assert len(verdict.output) <= 64 * 1024


def test_a_stranger_who_calls_first_is_hung_up_on(tmp_path: Path) -> None:
    """Another program on this machine may find the port; without the secret it gets no line."""
    with (tmp_path / "said").open("wb") as said:
        environment = {"PYTHONPATH": str(SOURCE)}
        meeting = Meeting("learner", environment=environment, output=said, complaints=said)
    port = meeting._server.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"\0" * 32)
        line = meeting.line()
        stranger.settimeout(5.0)
        heard = stranger.recv(1)
    line.close()
    meeting.process.kill()
    meeting.process.wait()

    assert heard == b""


def test_nothing_is_missing_where_windows_lacks_it(tmp_path: Path) -> None:
    """Without fork, process groups, resource limits and passed descriptors the judge still judges."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    done = subprocess.run(
        [sys.executable, "-c", JUDGE_TWO],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{tmp_path}:{SOURCE}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    first, second, isolation = done.stdout.splitlines() or [done.stderr, "", ""]
    assert first.startswith("passed"), done.stderr
    assert second.startswith("failed | You divided")
    assert isolation == "()"
