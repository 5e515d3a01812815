"""Run one's own submission on the GPU of this machine: the same checks there, and how long it takes.

No filter can judge what a GPU's driver is told, so nothing is isolated here: it is for a person's own code on their own
machine, by their own wish, and nothing is recorded. This file imports no torch until it is run as a process of its own
(`python -m deepdrill.judge.gpu`), which reads one task.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from deepdrill.content import Drill
from deepdrill.errors import JudgeUnavailable
from deepdrill.judge.client import task_of
from deepdrill.judge.starting import ENVIRONMENT
from deepdrill.judge.task import Task
from deepdrill.judge.verdict import Outcome, Submission, Timing, Verdict

__all__ = ["OnGpu", "judge_on_gpu"]

PATIENCE_S = 300.0
"""A kernel is compiled for each new shape, and the driver wakes up."""


class OnGpu(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    device: str
    """Its name; empty where there is none."""
    verdict: Verdict | None = None
    timings: tuple[Timing, ...] = ()


def judge_on_gpu(submission: Submission, find: Callable[[str], Drill], device: str = "cuda") -> OnGpu:
    """Judge a submission on the GPU, in a process of its own.

    Raises:
        UsageError: the drill is not one of code.
        PackageMissing: the drill's code needs a package that is not installed.
        JudgeUnavailable: there is no GPU, or the process came to grief.
    """
    task = task_of(submission, find(submission.drill))
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    if device == "cpu":
        environment |= ENVIRONMENT  # the interpreter: how this path is tried where there is no GPU
    without = f"Judge it without one:  deepdrill judge {task.drill} FILE"
    try:
        done = subprocess.run(  # noqa: S603  our own module
            [sys.executable, "-P", "-m", "deepdrill.judge.gpu", device],
            input=msgspec.json.encode(task),
            capture_output=True,
            timeout=PATIENCE_S,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise JudgeUnavailable(f"It did not end within {PATIENCE_S:g} s on the GPU. {without}") from None
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it gave no reason"]
        raise JudgeUnavailable(f"Its process came to grief on the GPU ({last[0]}). {without}")
    found = msgspec.json.decode(done.stdout.splitlines()[-1], type=OnGpu)
    if not found.device:
        raise JudgeUnavailable(f"PyTorch sees no GPU here. {without}")
    return found


def _run(task: Task, device: str) -> OnGpu:
    import torch  # noqa: PLC0415  only the process of its own needs it

    from deepdrill.judge.checker import judge_locally  # noqa: PLC0415

    if device == "cuda" and not torch.cuda.is_available():
        return OnGpu(device="")
    name = torch.cuda.get_device_name() if device == "cuda" else device
    try:
        verdict = judge_locally(task, device=device)
    except Exception as error:  # noqa: BLE001  a module that raises when it is run
        message = f"{type(error).__name__}: {error}"
        verdict = Verdict(
            drill=task.drill, revision=task.revision, outcome=Outcome.CRASHED, message=message, seed=task.seed
        )
    passed = verdict.outcome is Outcome.PASSED and device == "cuda"
    return OnGpu(device=name, verdict=verdict, timings=_time(task, device) if passed else ())


def _time(task: Task, device: str) -> tuple[Timing, ...]:
    from deepdrill.judge.checker import timings_of  # noqa: PLC0415
    from deepdrill.judge.timing import Stopwatch  # noqa: PLC0415
    from deepdrill.judge.workspace import Workspace  # noqa: PLC0415

    workspace = Workspace("submission")
    workspace.execute(task.code)
    found: list[Timing] = []
    for timed in timings_of(Path(task.folder)):
        watch = Stopwatch(module=workspace.names, device=device)
        timed.run(watch)
        found += [
            Timing(name=timed.name, says=timed.says, ours_ms=ours, reference_ms=theirs, bytes_moved=moved)
            for ours, theirs, moved in watch.taken
        ]
    return tuple(found)


def _main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what the submission prints is not our answer
    answers.write(msgspec.json.encode(_run(task, sys.argv[1])) + b"\n")


if __name__ == "__main__":
    _main()
