"""Have a lab run, or its questions settled, in a process of its own. Imports no torch.

What knobs there are and what a learner is told about them is decided in `content` and `knobs`.
"""

import importlib.util
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from msgspec.structs import replace

from deepdrill.content.records import Drill, Lab, Plain, Predict
from deepdrill.errors import LabUnavailable, PackageMissing, ProgramMissing
from deepdrill.lab.process import OwnProcess, Spare
from deepdrill.lab.records import (
    Batch,
    Done,
    LabRun,
    Noted,
    Pictured,
    Points,
    Question,
    QuestionSettled,
    RunJob,
    RunState,
    SettleJob,
    Tabled,
    Told,
    Tried,
    Valued,
)

__all__ = ["Experimenter", "LabSettled", "Running", "lacks"]

SPARE_S = 300.0
"""How long a process waits for the next run: it holds some 200 MB."""

STARTING_S = 30.0
"""For the process and its imports, from a cold disk."""

LARGE_S = {"tensorflow": 60.0, "keras": 60.0}
"""More for a large package: the import of TensorFlow took 7 s of a core, 26 s by the clock of a busy machine."""

ROOM = 6
"""How many times its budget a run may take before it is ended: other knobs take longer, and so do other machines."""

LabSettled = tuple[tuple[Tried, ...], tuple[QuestionSettled, ...]]


def lacks(drill: Drill, body: Lab) -> PackageMissing | ProgramMissing | None:
    """Say what a lab needs and this machine has not, and how to get it; None where it has all."""
    for package in body.packages:
        if importlib.util.find_spec(package) is None:
            return PackageMissing(drill.path, package)
    for program in body.programs:
        if shutil.which(program) is None:
            return ProgramMissing(drill.path, program)
    return None


class Experimenter:
    """Runs labs, so many at once; whoever comes later waits for a place.

    Args:
        places: Runs at the same time.
    """

    def __init__(self, places: int = 1) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._lock = threading.Lock()
        self._spare: Spare | None = None
        self._expiry: threading.Timer | None = None

    def warm_up(self) -> None:
        """Have a process ready for the next run, for as long as somebody may be about to want one."""
        with self._lock:
            if self._spare is None:
                self._spare = Spare()
                self._spare.prepare()
            if self._expiry is not None:
                self._expiry.cancel()
            self._expiry = threading.Timer(SPARE_S, self.close)
            self._expiry.daemon = True
            self._expiry.start()

    def close(self) -> None:
        """End the process that waits, if there is one."""
        spare = self._take()
        if spare is not None:
            spare.process.kill()
            spare.close()
            spare.complaints.close()

    def _take(self) -> Spare | None:
        with self._lock:
            spare, self._spare = self._spare, None
            if self._expiry is not None:
                self._expiry.cancel()
                self._expiry = None
        if spare is not None and spare.process.poll() is not None:
            spare.close()  # something has killed it while it waited
            spare.complaints.close()
            return None
        return spare

    def begin(self, drill: Drill, body: Lab, knobs: Mapping[str, Plain], seed: int) -> "Running":
        """Prepare a run; it starts when it is followed.

        Raises:
            PackageMissing: The lab needs a package that is not installed.
            ProgramMissing: The lab needs a program that is not installed.
        """
        require_packages(drill, body)
        job = RunJob(
            folder=str(drill.folder.absolute()),
            charts=tuple(chart.id for chart in body.charts),
            knobs=dict(knobs),
            seed=seed,
            memory_mb=body.limits.memory_mb,
            cpu_s=round(2 * patience_s(body)),
        )
        return Running(drill.path, job, patience_s(body), self._places, self._take)

    def settle(
        self,
        drill: Drill,
        body: Lab,
        seeds: Sequence[int],
        *,
        questions: Sequence[Predict] | None = None,
        tries: Sequence[Mapping[str, Plain]] = (),
    ) -> LabSettled:
        """Find out by computation which choices are right, after some runs with given knobs.

        Raises:
            PackageMissing: The lab needs a package that is not installed.
            ProgramMissing: The lab needs a program that is not installed.
            LabUnavailable: It could not be done; the message says why.
        """
        require_packages(drill, body)
        asked = body.predicts if questions is None else questions
        patience = patience_s(body) * (len(seeds) * len(asked) + len(tries))
        job = SettleJob(
            folder=str(drill.folder.absolute()),
            charts=tuple(chart.id for chart in body.charts),
            defaults={one.name: one.default for one in body.parameters},
            seeds=tuple(seeds),
            questions=tuple(Question(id=one.id, choices=len(one.choices)) for one in asked),
            tries=tuple(dict(knobs) for knobs in tries),
            memory_mb=body.limits.memory_mb,
            cpu_s=round(2 * patience),
        )
        tried: list[Tried] = []
        settled: list[QuestionSettled] = []
        done: Done | None = None
        with self._places:
            process = OwnProcess(job, patience_s=patience, spare=self._take())
            with closing(process.told()) as telling:  # at an interruption, too, nothing is left running
                for told in telling:
                    match told:
                        case Tried():
                            tried.append(told)
                        case QuestionSettled():
                            settled.append(told)
                        case Done():
                            done = told
        if process.out_of_time:
            raise LabUnavailable(f"The lab did not end within {patience:g} s. Try again when the machine is less busy.")
        if done is None or done.why:
            why = done.why if done else process.complaint
            raise LabUnavailable(f"The lab {drill.path} could not be run: {why}. See:  deepdrill proof {drill.path}")
        return tuple(tried), tuple(settled)


def patience_s(body: Lab) -> float:
    """Say after how long a run of a lab is ended."""
    importing = max((LARGE_S.get(package, 0.0) for package in body.packages), default=0.0)
    return STARTING_S + importing + ROOM * body.limits.wall_s


def require_packages(drill: Drill, body: Lab) -> None:
    """Refuse a lab that needs a package or a program that is not installed."""
    if (lack := lacks(drill, body)) is not None:
        raise lack


class Running:
    """A run of a lab, followed by one thread and stopped from any."""

    def __init__(
        self,
        drill: str,
        job: RunJob,
        patience_s: float,
        places: threading.BoundedSemaphore,
        spare: Callable[[], Spare | None],
    ) -> None:
        self._patience_s = patience_s
        self._spare = spare
        self._places = places
        self._job = job
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._process: OwnProcess | None = None
        self._run = LabRun(drill=drill, knobs=job.knobs, seed=job.seed, state="stopped")

    @property
    def knobs(self) -> dict[str, Plain]:
        """How the knobs are set."""
        return self._job.knobs

    def so_far(self, state: RunState, why: str = "") -> LabRun:
        """Give the run as if it had shown nothing."""
        return replace(self._run, state=state, why=why)

    def stop(self) -> None:
        """End it, with all that it started; a run that has not begun never does."""
        self._stop.set()
        with self._lock:
            if self._process is not None:
                self._process.stop()

    def follow(self, on_told: Callable[[Told], None] = lambda _: None) -> LabRun:
        """Run to the end, telling what it shows as it comes; whatever ends it, nothing of it is left behind."""
        while not self._places.acquire(timeout=0.1):
            if self._stop.is_set():
                return self._run
        try:
            return self._follow(on_told)
        finally:
            self._places.release()

    def _follow(self, on_told: Callable[[Told], None]) -> LabRun:
        with self._lock:
            if self._stop.is_set():
                return self._run
            process = self._process = OwnProcess(self._job, patience_s=self._patience_s, spare=self._spare())
        shown = _Shown()
        done: Done | None = None
        with closing(process.told()) as telling:
            for told in telling:
                if isinstance(told, Done):
                    done = told
                else:
                    shown.take(told)
                    on_told(told)
        return shown.over(self._ended(process, done))

    def _ended(self, process: OwnProcess, done: Done | None) -> LabRun:
        if process.stopped:
            return replace(self._run, state="stopped", wall_s=done.wall_s if done else 0.0)
        if process.out_of_time:
            why = f"It did not end within {self._patience_s:g} s, so it was stopped. Try smaller settings."
            return replace(self._run, state="out of time", why=why)
        if done is None:
            return replace(self._run, state="failed", why=f"The run ended early ({process.complaint}).")
        if done.why:
            return replace(self._run, state="failed", why=f"The run failed: {done.why}.", wall_s=done.wall_s)
        return replace(self._run, state="finished", wall_s=done.wall_s)


class _Shown:
    """Everything that a run has shown so far."""

    def __init__(self) -> None:
        self._curves: dict[tuple[str, str], tuple[list[float], list[float | None]]] = {}
        self._pictures: dict[str, Pictured] = {}
        self._tables: dict[str, Tabled] = {}
        self._values: dict[str, Valued] = {}
        self._notes: list[str] = []

    def take(self, told: Told) -> None:
        match told:
            case Points(batches=batches):
                for batch in batches:
                    xs, ys = self._curves.setdefault((batch.chart, batch.series), ([], []))
                    xs += batch.x
                    ys += batch.y
            case Pictured():
                self._pictures[told.name] = told
            case Tabled():
                self._tables[told.name] = told
            case Valued():
                self._values[told.name] = told
            case Noted(text=text):
                self._notes.append(text)

    def over(self, run: LabRun) -> LabRun:
        return replace(
            run,
            curves=tuple(
                Batch(chart=chart, series=series, x=tuple(xs), y=tuple(ys))
                for (chart, series), (xs, ys) in self._curves.items()
            ),
            pictures=tuple(self._pictures.values()),
            tables=tuple(self._tables.values()),
            values={name: one.value for name, one in self._values.items()},
            notes=tuple(self._notes),
        )
