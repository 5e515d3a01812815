"""What is left behind by many submissions: nothing."""

import gc
import os
import platform
import time
from pathlib import Path

import pytest
from witnesses import descendants

from deepdrill.content import Drill, load_library
from deepdrill.judge import Judge, Outcome, Submission

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(platform.system() != "Linux", reason="counts what /proc shows"),
]

CONTENT = Path(__file__).parents[2] / "content"
DRILL = "attention/scaled-dot-product"
TIMES = 1000
FORGETFUL = """
import os, threading, time
open("left", "w").write("x" * 1000)
kept = [open("/dev/null") for _ in range(20)]
threading.Thread(target=time.sleep, args=(60,)).start()
"""


def held(judge: Judge) -> dict[str, object]:
    """Count processes, descriptors and mounts of a judge and of this program."""
    (root,) = judge.roots
    family = [root, *descendants(root)]
    own = [pid for pid in (*family[:3], os.getpid()) if Path(f"/proc/{pid}/fd").exists()]
    return {
        "processes": len(family),
        "descriptors": [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in (family[0], os.getpid())],
        "most descriptors": max(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in own),
        "mounts": Path("/proc/self/mountinfo").read_text(encoding="utf-8").count("\n"),
        # Other programs' semaphores come and go meanwhile.
        "files": [path.name for path in Path("/dev/shm").iterdir() if not path.name.startswith("sem.mp-")],
    }


def settled(judge: Judge) -> dict[str, object]:
    """Wait until the nursery has its learners ready again, then count."""
    gc.collect()
    seen = held(judge)
    for _ in range(40):
        time.sleep(0.1)
        now = held(judge)
        if now == seen:
            break
        seen = now
    return seen


def test_a_thousand_submissions_leave_nothing_behind() -> None:
    """No process, descriptor, mount or file stays, though each submission leaves a thread, files and descriptors."""
    drill: Drill = load_library(CONTENT).drills[DRILL]
    right = FORGETFUL + (CONTENT / DRILL / "solution.py").read_text(encoding="utf-8")
    with Judge(lambda _: drill, hidden=(CONTENT,), workers=1) as judge:
        for seed in range(20):
            judge.judge(Submission(drill=DRILL, code=right, seed=seed))
        before = settled(judge)
        for seed in range(TIMES):
            assert judge.judge(Submission(drill=DRILL, code=right, seed=seed)).outcome is Outcome.PASSED
        after = settled(judge)
        (root,) = judge.roots
        family = [root, *descendants(root)]

    assert after == before
    until = time.monotonic() + 5
    while (left := [pid for pid in family if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []
