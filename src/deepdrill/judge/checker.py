"""The trusted side: reads a drill's checks, tries a submission against them, and tells what it found as it finds it.

One checker process serves one submission at a time. It runs the authors' code (checks, solution, mistakes), which is
trusted, and never the learner's.
"""

import ast
import contextlib
import importlib.util
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import msgspec

from deepdrill.judge.checks import Check, CheckFailed, Trial, Unlike
from deepdrill.judge.cleanroom import CleanRoom
from deepdrill.judge.diagnosis import diagnose
from deepdrill.judge.hall import Hall
from deepdrill.judge.instruments import worst
from deepdrill.judge.learners import Learner, LocalLearner, RemoteLearner, Trouble, how_it_ended
from deepdrill.judge.logbook import Logbook
from deepdrill.judge.screening import screen_size
from deepdrill.judge.seedling import Nursery, Seedling
from deepdrill.judge.task import CANCEL, Task
from deepdrill.judge.timing import Timed
from deepdrill.judge.verdict import (
    CheckDone,
    CheckReport,
    CheckStarted,
    Crash,
    Event,
    Failure,
    Logged,
    Outcome,
    RunDone,
    RunReport,
    Times,
    Verdict,
    VerdictReady,
)
from deepdrill.judge.wire import Channel, Lent

__all__ = ["CHECKER_BYTES", "judge_locally", "serve_checks", "timings_of"]

CHECKER_BYTES = 6 << 30
"""For a checker: an author's arithmetic on what a submission returned fails before the machine runs out of memory.

The warm interpreter's own data is counted, which is a tenth of it.
"""

WORST_FIRST = (
    Outcome.BROKEN,
    Outcome.CANCELLED,
    Outcome.REFUSED,
    Outcome.TIMED_OUT,
    Outcome.OUT_OF_MEMORY,
    Outcome.CRASHED,
    Outcome.FAILED,
)


@dataclass
class _Findings:
    """What is known of a submission so far."""

    reports: list[CheckReport]
    seen: dict[str, list[Any]]


def serve_checks(line: socket.socket, nursery: Nursery) -> NoReturn:
    """Judge one task after another until the other side hangs up."""
    sys.dont_write_bytecode = True  # a drill's folder is its author's, not ours to write into
    decoder = msgspec.json.Decoder(Task)
    encoder = msgspec.json.Encoder()

    def emit(event: Event) -> None:
        line.sendall(encoder.encode(event) + b"\n")

    room = CleanRoom(nursery)
    with contextlib.suppress(BrokenPipeError, ConnectionError), line.makefile("rb") as requests:
        for request in requests:
            if request != CANCEL:  # one that came too late, for a task that is done
                _serve_one(decoder.decode(request), room, line, nursery, emit)
    nursery.close()
    os._exit(0)


def judge_locally(task: Task, emit: Callable[[Event], None] = lambda _: None, *, device: str = "cpu") -> Verdict:
    """Judge trusted code in this very process: the same checks without isolation.

    For benchmarks, for code that the repository owns, and for a person's own code on their own GPU.
    """
    begun = time.monotonic()
    checks = _checks_of(Path(task.folder))
    findings = _try_all(checks, LocalLearner(task.code, "submission", device, task.companions), task, emit)
    return _conclude(task, checks, findings, Times(checks_s=time.monotonic() - begun))


def _serve_one(
    task: Task, room: CleanRoom, line: socket.socket, nursery: Nursery, emit: Callable[[Event], None]
) -> None:
    begun = time.monotonic()
    try:
        seedling = nursery.learner()
    except ConnectionError:
        emit(VerdictReady(verdict=_broken(task, "The learner process could not be started.")))
        os._exit(1)  # the client asks the zygote for a new checker and a new nursery
    if task.probe:
        nursery.end(seedling)
        emit(VerdictReady(verdict=_broken(task, "Only a probe.", seedling.layers)))
        return
    if task.run_only:
        report, ended = _run_remotely(task, seedling, line, nursery, emit, begun)
        emit(RunDone(report=report))
        if not ended:
            nursery.end(seedling)
        return
    room.prepare(task)
    verdict, ended = _judge_remotely(task, seedling, room, line, nursery, emit, begun)
    emit(VerdictReady(verdict=verdict))
    if not ended:  # after the verdict: taking a process apart takes as long as several checks
        nursery.end(seedling)
    room.settle()


def _judge_remotely(
    task: Task,
    seedling: Seedling,
    room: CleanRoom,
    line: socket.socket,
    nursery: Nursery,
    emit: Callable[[Event], None],
    begun: float,
) -> tuple[Verdict, bool]:
    """Judge one submission in its process; give the verdict, and whether the process has been ended."""
    ready = time.monotonic()
    hall = Hall(nursery, task, ready + task.wall_s)
    learner = RemoteLearner(
        Channel(seedling.line, interrupt=line),
        seedling.output,
        deadline=ready + task.wall_s,
        wall_s=task.wall_s,
        clean=room.enter,
        hall=hall,
    )
    findings = _Findings([], {})
    checks: Sequence[Check] = ()
    ended_early: Verdict | None = None
    loaded = ready
    try:
        checks = _checks_of(Path(task.folder))
        ended_early = _load(task, learner)
        loaded = time.monotonic()
        if ended_early is None:
            findings = _try_all(checks, learner, task, emit)
    except Exception as error:  # noqa: BLE001  an author's checks may raise anything; the learner is not at fault
        ended_early = _broken(task, f"The drill's own checks could not run ({type(error).__name__}: {error}).")
    finally:
        hall.close()
    checked = time.monotonic()
    if learner.gone:
        status = nursery.end(seedling, gone=True)
        findings, ended_early = _explain_end(findings, ended_early, status)
    times = Times(wait_s=ready - begun, load_s=loaded - ready, checks_s=checked - loaded)
    verdict = ended_early or _conclude(task, checks, findings, times)
    full = msgspec.structs.replace(
        verdict,
        output=learner.printed.decode("utf-8", "replace"),
        output_dropped=learner.dropped,
        isolation=seedling.layers,
        times=msgspec.structs.replace(times, diagnosis_s=verdict.times.diagnosis_s, total_s=time.monotonic() - begun),
    )
    return full, learner.gone


def _run_remotely(
    task: Task,
    seedling: Seedling,
    line: socket.socket,
    nursery: Nursery,
    emit: Callable[[Event], None],
    begun: float,
) -> tuple[RunReport, bool]:
    """Run a program in its process; give the report, and whether the process has been ended."""
    learner = RemoteLearner(
        Channel(seedling.line, interrupt=line),
        seedling.output,
        deadline=time.monotonic() + task.wall_s,
        wall_s=task.wall_s,
    )
    log = Logbook(lambda rows: emit(Logged(rows=rows)))
    outcome, message, crash = Outcome.FINISHED, "It ran to its end.", None
    refused = _load(task, learner)
    if refused is not None:
        outcome, message, crash = refused.outcome, refused.message, refused.crash
    else:
        try:
            learner.request("make", {"target": "train", "method": None, "args": [task.seed, Lent(log)], "kwargs": {}})
        except Trouble as trouble:
            outcome, crash = trouble.outcome, trouble.crash
            message = "Stopped." if outcome is Outcome.CANCELLED else _crash_message(outcome, crash)
    log.flush()
    if learner.gone:
        outcome, message = how_it_ended(nursery.end(seedling, gone=True))
        crash = Crash(error="ProcessEnded", message=message)
    report = RunReport(
        drill=task.drill,
        revision=task.revision,
        outcome=outcome,
        message=message,
        rows=tuple(log.rows),
        rows_dropped=log.dropped,
        crash=crash if outcome is not Outcome.CANCELLED else None,
        output=learner.printed.decode("utf-8", "replace"),
        output_dropped=learner.dropped,
        seed=task.seed,
        wall_s=time.monotonic() - begun,
        isolation=seedling.layers,
    )
    return report, learner.gone


# -- loading ---------------------------------------------------------------------------------------------------------


def _checks_of(folder: Path) -> tuple[Check, ...]:
    return tuple(value for value in _module_of(folder) if isinstance(value, Check))


def timings_of(folder: Path) -> tuple[Timed, ...]:
    """Import `checks.py` of a drill and give what it times on a GPU."""
    return tuple(value for value in _module_of(folder) if isinstance(value, Timed))


def _module_of(folder: Path) -> tuple[object, ...]:
    """Import `checks.py` of a drill, anew when an author has saved it; give what it binds."""
    path, data = folder / "checks.py", folder.parent / "data.py"
    if folder.parent.name == "stages":
        data = folder.parent.parent / "data.py"
    files = (path, data) if data.is_file() else (path,)
    return _import_checks(files, tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files))


@lru_cache(maxsize=64)
def _import_checks(files: tuple[Path, ...], _states: tuple[tuple[int, int], ...]) -> tuple[object, ...]:
    """Import the last file first: the checks of a case import its `data.py` as `data`."""
    module: ModuleType | None = None
    for path in reversed(files):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module  # frozen records look their module up by name
        spec.loader.exec_module(module)
    return tuple(vars(module).values())


def _load(task: Task, learner: RemoteLearner) -> Verdict | None:
    """Screen the submission and run its module; give a verdict if that was the end of it."""
    too_long = screen_size(task.code)
    if too_long is not None:
        return _refused(task, asdict(too_long))
    try:
        refusal = learner.request(
            "screen",
            {
                "code": task.code,
                "defines": list(task.defines),
                "forbids": list(task.forbids),
                "memory_bytes": task.memory_mb << 20,
                "cpu_s": int(task.wall_s) + 2,
            },
        )
        if refusal is not None:
            return _refused(task, refusal)
        learner.request("execute", {"code": task.code, "modules": task.modules})
    except Trouble as trouble:
        return _ended(task, trouble.outcome, trouble.crash)
    return None


def _refused(task: Task, refusal: dict[str, Any]) -> Verdict:
    crash = Crash(
        error="SyntaxError" if refusal["reason"] == "syntax" else "Refused",
        message=refusal["message"],
        line=refusal["line"],
        source=refusal["source"],
    )
    if refusal["reason"] == "syntax":
        return _ended(task, Outcome.CRASHED, crash)
    outcome = Outcome.FAILED if refusal["reason"] == "missing" else Outcome.REFUSED
    return Verdict(
        drill=task.drill,
        revision=task.revision,
        outcome=outcome,
        message=refusal["message"],
        crash=crash,
        seed=task.seed,
    )


def _ended(task: Task, outcome: Outcome, crash: Crash) -> Verdict:
    return Verdict(
        drill=task.drill,
        revision=task.revision,
        outcome=outcome,
        message=_crash_message(outcome, crash),
        crash=crash,
        seed=task.seed,
    )


def _broken(task: Task, why: str, layers: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        drill=task.drill,
        revision=task.revision,
        outcome=Outcome.BROKEN,
        message=f"{why} This is our fault and is not held against you. Try again, or run:  deepdrill doctor",
        seed=task.seed,
        isolation=layers,
    )


# -- checking --------------------------------------------------------------------------------------------------------


def _try_all(checks: Sequence[Check], learner: Learner, task: Task, emit: Callable[[Event], None]) -> _Findings:
    findings = _Findings([], {})
    over = False
    for check in checks:
        if over:
            report = CheckReport(name=check.name, claim=check.claim, outcome=Outcome.SKIPPED)
        else:
            emit(CheckStarted(name=check.name))
            report, findings.seen[check.name] = _try_one(check, learner, task.seed, task)
            ended = getattr(learner, "gone", False) or report.outcome in (Outcome.TIMED_OUT, Outcome.CANCELLED)
            over = ended or (task.brief and report.outcome is not Outcome.PASSED)
        findings.reports.append(report)
        emit(CheckDone(report=report))
    return findings


def _try_one(
    check: Check, learner: Learner, seed: int, task: Task | None, like: list[Any] | None = None
) -> tuple[CheckReport, list[Any]]:
    """Run one check; give its report and what came back.

    Args:
        check: what to test.
        learner: whom.
        seed: of the submission.
        task: its solution gives the names of arguments, and settles whose fault an odd failure is; None to do neither.
        like: results of another submission; the check is skipped from the first one that differs.
    """
    begun = time.monotonic()
    trial: Trial | None = None
    failure: Failure | None = None
    crash: Crash | None = None
    try:
        trial = Trial(learner, name=check.name, seed=seed, like=like, table=task.table if task else "")
        check.run(trial)
        outcome = Outcome.PASSED
    except Unlike:
        outcome = Outcome.SKIPPED
    except CheckFailed as found:
        outcome, failure = Outcome.FAILED, found.failure
    except Trouble as trouble:
        outcome, crash = trouble.outcome, trouble.crash
        if outcome is Outcome.FAILED:
            failure, crash = Failure(message=crash.message), None
        else:
            failure = Failure(message=_crash_message(outcome, crash))
    except Exception as error:  # noqa: BLE001  what came back may have made any operation fail
        outcome, failure = _whose_fault(error, check, seed, task)
    finally:
        learner.hush()
    if trial is not None and failure is not None and task is not None:
        solution = task.solution
        call, inputs = trial.last_call(lambda owner, method: _parameters(solution, owner, method))
        failure = msgspec.structs.replace(failure, call=call, inputs=inputs)
    report = CheckReport(
        name=check.name,
        claim=check.claim,
        outcome=outcome,
        failure=failure,
        crash=crash,
        wall_s=time.monotonic() - begun,
        measured=worst(trial.measured) if trial is not None else None,
    )
    return report, trial.seen if trial is not None else []


def _whose_fault(error: Exception, check: Check, seed: int, task: Task | None) -> tuple[Outcome, Failure]:
    """Settle who is at fault when a check itself raised: with the drill's own solution it must pass."""
    if task is not None:
        right = LocalLearner(task.solution, "solution", companions=task.companions)
        report, _ = _try_one(check, right, seed, None)
        if report.outcome is not Outcome.PASSED:
            return Outcome.BROKEN, Failure(message=f"The drill's own check failed ({type(error).__name__}: {error}).")
    message = f"What your code returned is not of the form that the prompt asks for ({error})."
    return Outcome.FAILED, Failure(message=message)


def _parameters(solution: str, owner: str, method: str) -> tuple[str, ...]:
    """Read the parameter names of a function, or of a class's method, from the drill's solution."""
    scope: list[ast.stmt] = ast.parse(solution).body
    found = next((node for node in scope if getattr(node, "name", None) == owner), None)
    if isinstance(found, ast.ClassDef):
        wanted = {"": "__init__", "__call__": "forward"}.get(method, method)
        found = next((node for node in found.body if getattr(node, "name", None) in (wanted, method)), None)
    if not isinstance(found, ast.FunctionDef):
        return ()
    names = [argument.arg for argument in [*found.args.posonlyargs, *found.args.args]]
    return tuple(name for name in names if name != "self")


def _crash_message(outcome: Outcome, crash: Crash) -> str:
    if outcome is Outcome.OUT_OF_MEMORY:
        return f"It ran out of memory. {crash.message}" if crash.error != "MemoryError" else "It ran out of memory."
    if crash.error in ("Cancelled", "Timeout", "ProcessEnded", "Garbled", "Unsendable"):
        return crash.message
    place = f" at line {crash.line}" if crash.line else ""
    return f"{crash.error}{place}: {crash.message}"


def _explain_end(findings: _Findings, ended_early: Verdict | None, status: int) -> tuple[_Findings, Verdict | None]:
    """Say how a process ended that ended by itself."""
    outcome, message = how_it_ended(status)
    crash = Crash(error="ProcessEnded", message=message)
    if ended_early is not None:
        return findings, msgspec.structs.replace(ended_early, outcome=outcome, message=message, crash=crash)
    reports = [
        msgspec.structs.replace(
            report,
            outcome=outcome,
            crash=crash,
            failure=msgspec.structs.replace(report.failure or Failure(message=""), message=message),
        )
        if report.crash is not None and report.crash.error == "ProcessEnded"
        else report
        for report in findings.reports
    ]
    return _Findings(reports, findings.seen), None


# -- concluding ------------------------------------------------------------------------------------------------------


def _conclude(task: Task, checks: Sequence[Check], findings: _Findings, times: Times) -> Verdict:
    outcome = next(
        (worst for worst in WORST_FIRST if any(report.outcome is worst for report in findings.reports)),
        Outcome.PASSED if findings.reports else Outcome.BROKEN,
    )
    begun = time.monotonic()
    clear = task.brief or outcome in (Outcome.PASSED, Outcome.BROKEN, Outcome.CANCELLED)
    diagnosis = () if clear else _diagnose(task, checks, findings)
    verdict = Verdict(
        drill=task.drill,
        revision=task.revision,
        outcome=outcome,
        message="",
        checks=tuple(findings.reports),
        diagnosis=diagnosis,
        seed=task.seed,
        times=msgspec.structs.replace(times, diagnosis_s=time.monotonic() - begun),
    )
    return msgspec.structs.replace(verdict, message=_headline(verdict))


def _diagnose(task: Task, checks: Sequence[Check], findings: _Findings) -> Any:
    ended = {Outcome.PASSED, Outcome.SKIPPED, Outcome.TIMED_OUT}
    failed = {report.name: findings.seen[report.name] for report in findings.reports if report.outcome not in ended}
    passed = frozenset(report.name for report in findings.reports if report.outcome is Outcome.PASSED)
    return diagnose(
        task.mistakes,
        checks,
        failed,
        passed,
        seed=task.seed,
        run=lambda check, learner, seed, like: _try_one(check, learner, seed, None, like),
        companions=task.companions,
    )


def _headline(verdict: Verdict) -> str:
    count = len(verdict.checks)
    if verdict.outcome is Outcome.PASSED:
        return f"All {count} checks passed."
    if verdict.outcome is Outcome.BROKEN:
        return "The drill's own checks failed. This is our fault and is not held against you."
    bad = [report for report in verdict.checks if report.outcome not in (Outcome.PASSED, Outcome.SKIPPED)]
    first = next(report for report in bad if report.outcome is verdict.outcome)
    if verdict.diagnosis:
        return verdict.diagnosis[0].says
    reason = first.failure.message if first.failure else ""
    return reason or f"{len(bad)} of {count} checks failed."
