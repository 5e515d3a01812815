"""The same attention job, graded by us and by three peers from PyPI, in one run on one machine.

    python -m benchmarks.peers [--runs 3]

Each peer is used as its documentation says, from its command line or its call, in an environment of its own
(`.venv-peers`, made on first use). The job is the same everywhere: a right submission of scaled dot-product attention,
compared on values (four shapes, two masks) and on gradients; torch-judge has tests of its own for it.
What is measured is what a learner waits for: from handing in to the result.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

from deepdrill.content import Implement, find_content_root, load_library
from deepdrill.judge import Judge, Outcome, Submission

ATTENTION = "attention/scaled-dot-product"
HOME = Path(__file__).resolve().parent.parent / ".venv-peers"
PEERS = ("torch==2.13.0", "numpy", "torch-judge==0.1.1", "otter-grader==7.0.0", "nbgrader==0.9.6")

TESTS = """
import math
import torch

def expected(q, k, v, mask=None):
    scores = q.double() @ k.double().transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return (torch.softmax(scores, -1) @ v.double()).to(q.dtype)

for leading, n, m, d, e in [((), 2, 3, 4, 4), ((2,), 3, 3, 5, 2), ((2, 3), 4, 7, 6, 5), ((), 1, 1, 1, 1)]:
    q, k, v = torch.randn(*leading, n, d), torch.randn(*leading, m, d), torch.randn(*leading, m, e)
    mask = torch.ones(n, m, dtype=torch.bool).tril()
    assert torch.allclose(attention(q, k, v), expected(q, k, v), atol=1e-5)
    assert torch.allclose(attention(q, k, v, mask), expected(q, k, v, mask), atol=1e-5)
    q.requires_grad_()
    up = torch.randn(*leading, n, e)
    mine, = torch.autograd.grad(attention(q, k, v), q, up)
    right, = torch.autograd.grad(expected(q, k, v), q, up)
    assert torch.allclose(mine, right, atol=1e-5)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    code = solution()
    make_environment()
    with tempfile.TemporaryDirectory() as folder:
        jobs: list[tuple[str, Callable[[], None]]] = [
            ("torch-judge, fresh interpreter", torch_judge(code, Path(folder))),
            ("otter-grader, otter check on a notebook", otter(code, Path(folder))),
            ("nbgrader, nbgrader autograde", nbgrader(code, Path(folder))),
        ]
        rows = [("deepdrill, warm, isolated", seconds_of_ours(code, 40))]
        rows += [(name, statistics.median(seconds(job) for _ in range(runs))) for name, job in jobs]
    ours = rows[0][1]
    for name, value in rows:
        print(f"{name:<44}{value:>9.3f} s{value / ours:>10.0f} times")


def solution() -> str:
    """Give our worked answer to the drill."""
    body = load_library(find_content_root()).drills[ATTENTION].body
    assert isinstance(body, Implement)
    return body.solution


def make_environment() -> None:
    """Install the peers, once."""
    if not (HOME / "ready").exists():
        venv.create(HOME, with_pip=True)
        run([str(HOME / "bin/pip"), "install", "--quiet", *PEERS])
        (HOME / "ready").touch()


def run(command: list[str], folder: Path | None = None) -> None:
    """Run a command that must succeed."""
    path = {"PATH": f"{HOME / 'bin'}:{os.environ['PATH']}"}  # nbgrader calls alembic by name
    done = subprocess.run(command, cwd=folder, env=os.environ | path, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def seconds(act: Callable[[], None]) -> float:
    """Time one act."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def seconds_of_ours(code: str, runs: int) -> float:
    """Time our own verdict, at a learner's pace, warm."""
    root = find_content_root()
    library = load_library(root)
    with Judge(library.drills.__getitem__, hidden=(root,), workers=1) as judge:

        def hand_in(seed: int) -> None:
            verdict = judge.judge(Submission(drill=ATTENTION, code=code, seed=seed))
            assert verdict.outcome is Outcome.PASSED, verdict.message

        times = []
        for seed in range(runs):
            time.sleep(0.04)
            times.append(seconds(lambda seed=seed: hand_in(seed)))  # type: ignore[misc]
    return statistics.median(times)


def torch_judge(code: str, folder: Path) -> Callable[[], None]:
    """Its own tests, in the interpreter that holds the submission: there is no isolation to wait for."""
    script = f"{code}\nscaled_dot_product_attention = attention\nfrom torch_judge import check\ncheck('attention')\n"
    return lambda: run([str(HOME / "bin/python"), "-c", script], folder)  # it keeps a record where it runs


def notebook(*cells: dict[str, object]) -> str:
    """Write a notebook of cells."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": list(cells), "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def cell(name: str, source: str, **metadata: object) -> dict[str, object]:
    """Write one code cell."""
    return {
        "id": name, "cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None,
    }  # fmt: skip


def otter(code: str, folder: Path) -> Callable[[], None]:
    """One doctest file beside a notebook."""
    place = folder / "otter"
    (place / "tests").mkdir(parents=True)
    (place / "checks.py").write_text(f"def check(attention):\n{indent(TESTS)}\n    return True\n")
    case = {"code": ">>> from checks import check\n>>> check(attention)\nTrue", "hidden": False, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    (place / "tests/q1.py").write_text(
        f"OK_FORMAT = True\ntest = {{'name': 'q1', 'points': 1, 'suites': [{suite!r}]}}\n"
    )
    (place / "hw.ipynb").write_text(notebook(cell("a", code)))
    return lambda: run([str(HOME / "bin/otter"), "check", "hw.ipynb", "-t", "tests"], place)


def nbgrader(code: str, folder: Path) -> Callable[[], None]:
    """One course with one assignment of one graded cell."""
    place = folder / "course"
    own = {"schema_version": 3, "grade_id": "answer", "locked": False, "solution": True, "grade": False, "task": False}
    graded = {
        "schema_version": 3, "grade_id": "tests", "locked": True, "solution": False, "grade": True, "task": False,
        "points": 1,
    }  # fmt: skip
    answer, tests = cell("a", code, nbgrader=own), cell("b", TESTS, nbgrader=graded)
    for path in (place / "source/ps1", place / "submitted/ada/ps1"):
        path.mkdir(parents=True)
        (path / "p.ipynb").write_text(notebook(answer, tests))
    (place / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'c'\n")
    tool = str(HOME / "bin/nbgrader")
    run([tool, "generate_assignment", "ps1", "--create"], place)
    return lambda: run([tool, "autograde", "ps1", "--force", "--create"], place)


def indent(text: str) -> str:
    """Indent by one level."""
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


if __name__ == "__main__":
    main()
