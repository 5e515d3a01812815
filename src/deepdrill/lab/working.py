"""Do one job in this process: run an experiment, settle its questions, or settle evidence.

The experiment's own code may raise anything; it is reported with the line where it happened, never as our crash.
"""

import linecache
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdrill.content.records import Plain
from deepdrill.lab.confinement import bound_memory, bound_time, end_with_parent, leave_network
from deepdrill.lab.experiment import SETTLING, Finished, Lab, Runs
from deepdrill.lab.outbox import Outbox
from deepdrill.lab.records import (
    Claimed,
    Done,
    EvidenceJob,
    Job,
    Noted,
    Pictured,
    Question,
    QuestionSettled,
    RunJob,
    SettleJob,
    Tabled,
    Tried,
    Valued,
)

__all__ = ["work"]

Experiment = Callable[..., None]

OUT_OF_MEMORY = "it needed more memory than drill.toml allows"


def work() -> None:
    """Do the job that a line of JSON on standard input describes."""
    leave_network()
    line = _line()
    if line == b"warm":
        import torch  # noqa: F401, PLC0415  most experiments want it, and it takes two seconds

        line = _line()
    if not line:
        return  # nobody wants anything any more
    job: Job = msgspec.json.decode(line, type=Job)
    bound_time(job.cpu_s)
    end_with_parent()
    halt = _Halt()
    outbox = Outbox()
    match job:
        case EvidenceJob():
            done = _timed(lambda: _settle_evidence(job, outbox), Path("evidence.py"))
        case RunJob():
            done = _run(job, outbox, halt)
        case SettleJob():
            path = Path(job.folder) / "experiment.py"
            done = _timed(lambda: _Settling(job, load(path, job.memory_mb), outbox).settle(), path)
    outbox.tell(done)


def _line() -> bytes:
    """Read a line and not a byte more: what comes after it is somebody else's."""
    line = b""
    while (byte := os.read(0, 1)) not in (b"", b"\n"):
        line += byte
    return line if byte else b""


def _run(job: RunJob, outbox: Outbox, halt: "_Halt") -> Done:
    path = Path(job.folder) / "experiment.py"
    loaded: list[Experiment] = []
    done = _timed(lambda: loaded.append(load(path, job.memory_mb)), path)
    if done.why:
        return done
    lab = Lab(seed=job.seed, folder=path.parent, charts=job.charts, watching=outbox, halted=halt.is_set)
    _seed(job.seed)
    return _timed(lambda: loaded[0](lab, **job.knobs), path)


def _timed(act: Callable[[], None], path: Path) -> Done:
    """Do something and say how it went; whatever an author's code raises is told, not raised."""
    begun, why = time.monotonic(), ""
    try:
        act()
    except MemoryError:
        why = OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001
        why = OUT_OF_MEMORY if "can't allocate memory" in str(error) else told_by(error, path)
        traceback.print_exc()  # whole, to standard error
    return Done(why=why, wall_s=time.monotonic() - begun)


def load(path: Path, memory_mb: int) -> Experiment:
    """Read the experiment of a drill, with what it imports; its memory is bounded from here on."""
    source = path.read_text(encoding="utf-8")
    linecache.cache[str(path)] = (len(source), None, source.splitlines(keepends=True), str(path))
    names: dict[str, Any] = {"__name__": "experiment_of_a_drill", "__file__": str(path)}
    exec(compile(source, str(path), "exec", dont_inherit=True), names)  # noqa: S102  a drill's own file, ours
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)  # the same sums in the same order on every machine
    bound_memory(memory_mb)
    run: Experiment = names["run"]
    return run


def told_by(error: Exception, path: Path) -> str:
    """Say in one line what an experiment raised, and where in its file."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(path)]
    place = f" at line {own[-1]}" if own else ""
    said = str(error) or "it gave no reason"
    return f"{type(error).__name__}{place} of {path.name}: {said}"


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002  what libraries without a generator of their own draw from
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)
    if "keras" in sys.modules:  # TensorFlow brings it; what either draws follows from this
        sys.modules["keras"].utils.set_random_seed(seed % 2**32)


def _settle_evidence(job: EvidenceJob, outbox: Outbox) -> None:
    import torch  # noqa: PLC0415  an experiment may do without it

    from deepdrill.lab.evidence import settle  # noqa: PLC0415

    torch.set_num_threads(1)
    bound_memory(job.memory_mb)
    for folder in job.folders:
        for settled in settle(Path(folder) / "evidence.py", job.seed):
            outbox.tell(Claimed(folder=folder, claim=settled))


class _Halt:
    """Set by the signal that asks for an early end."""

    def __init__(self) -> None:
        self._halted = False
        signal.signal(signal.SIGTERM, self._set)

    def is_set(self) -> bool:
        return self._halted

    def _set(self, *_: object) -> None:
        self._halted = True


class _Nobody:
    """Watches nothing: a run whose result alone counts."""

    def __init__(self) -> None:
        self.shows = 0

    def point(self, chart: str, series: str, x: float, y: float | None) -> None:
        del chart, series, x, y
        self.shows += 1

    def show(self, what: Pictured | Tabled | Valued | Noted) -> None:
        del what
        self.shows += 1


class _Settling:
    """Settles the questions of one experiment; each setting of the knobs is run once per seed."""

    def __init__(self, job: SettleJob, experiment: Experiment, outbox: Outbox) -> None:
        self._job = job
        self._experiment = experiment
        self._outbox = outbox
        self._path = Path(job.folder) / "experiment.py"
        self._kept: dict[tuple[object, ...], tuple[Finished, int]] = {}

    def settle(self) -> None:
        for knobs in self._job.tries:
            self._outbox.tell(self._try(knobs))
        for seed in self._job.seeds:
            for question in self._job.questions:
                self._outbox.tell(self._answer(question, seed))

    def _run(self, knobs: Mapping[str, Plain], seed: int) -> tuple[Finished, int]:
        unknown = set(knobs) - set(self._job.defaults)
        if unknown:
            raise TypeError(f"lab.toml has no knob {', '.join(sorted(unknown))}")
        setting = self._job.defaults | dict(knobs)
        key = (seed, *sorted(setting.items()))
        if key not in self._kept:
            nobody = _Nobody()
            lab = Lab(seed=seed, folder=self._path.parent, charts=self._job.charts, watching=nobody)
            _seed(seed)
            self._experiment(lab, **setting)
            self._kept[key] = lab.finished, nobody.shows
        return self._kept[key]

    def _try(self, knobs: dict[str, Plain]) -> Tried:
        begun, why = _cpu_s(), ""
        finished, shows = Finished(), 0
        try:
            finished, shows = self._run(knobs, self._job.seeds[0])
        except Exception as error:  # noqa: BLE001  an author's code may raise anything; the report says it
            why = told_by(error, self._path)
        drawn = {chart for chart, _ in finished.curves}
        empty = tuple(chart for chart in self._job.charts if chart not in drawn)
        return Tried(knobs=knobs, why=why, cpu_s=_cpu_s() - begun, empty_charts=empty, shows=shows)

    def _answer(self, question: Question, seed: int) -> QuestionSettled:
        begun, right, why = time.monotonic(), None, ""
        runs = Runs(lambda knobs: self._run(knobs, seed)[0])
        try:
            right = int(SETTLING[question.id](runs))
            if not 0 <= right < question.choices:
                right, why = None, f"it gives {right}, which is no choice from 0 to {question.choices - 1}"
        except Exception as error:  # noqa: BLE001
            why = told_by(error, self._path)
        return QuestionSettled(
            question=question.id,
            seed=seed,
            right=right,
            why=why,
            notes=tuple(runs.notes),
            runs=len(runs.seen),
            wall_s=time.monotonic() - begun,
        )


def _cpu_s() -> float:
    """Give the processor time of this process and of the children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
