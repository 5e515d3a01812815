"""Runs of labs: each in a thread, with what it has shown so far, for streams that come early, late or again."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from deepdrill.errors import DeepdrillError
from deepdrill.lab import LabRun, Running, Told
from deepdrill.web.tape import Tape

__all__ = ["UNTOUCHED", "Experiment", "Experiments", "Shown"]

KEPT = 32
"""Ended runs that are remembered; a learner compares the last one or two."""

OUR_FAULT = "deepdrill itself failed while it ran this. The terminal where it runs shows what happened."

UNTOUCHED: Mapping[str, Any] = MappingProxyType({
    "chosen": {},
    "unreadable": "",
    "attempt": None,
    "revealed": False,
    "settlings": {},
    "experiment": None,
    "before": None,
    "run": None,
    "other": None,
    "knobs": {},
})  # fmt: skip
"""What the page of a lab shows at first."""

Shown = Told | LabRun
"""What a run tells; the whole run is the last."""


def _is_end(what: Shown) -> bool:
    return isinstance(what, LabRun)


@dataclass(kw_only=True)
class Experiment:
    """One run of a lab, on its way or over."""

    id: str
    drill: str
    running: Running
    tab: str
    tape: Tape[Shown] = field(default_factory=lambda: Tape(_is_end))

    @property
    def run(self) -> LabRun | None:
        """The whole run; None while it goes on."""
        last = self.tape.last
        return last if isinstance(last, LabRun) else None

    def work(self) -> None:
        """Run to the end; whatever happens, the readers are told that it is over."""
        end = self.running.so_far("failed", OUR_FAULT)
        try:
            end = self.running.follow(self.tape.tell)
        except DeepdrillError as foreseen:
            end = self.running.so_far("failed", str(foreseen))
        finally:
            self.tape.tell(end)  # a bug of ours still shows its traceback: it leaves this thread afterwards


class Experiments:
    """All runs of labs of this server, the last few of the ended ones included."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._experiments: OrderedDict[str, Experiment] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, *, drill: str, running: Running, tab: str) -> Experiment:
        """Begin a run; one that goes on in the same page is stopped, for its place on the page is taken."""
        experiment = Experiment(id=secrets.token_hex(8), drill=drill, running=running, tab=tab)
        with self._lock:
            older = [one for one in self._experiments.values() if tab and one.tab == tab and one.run is None]
            self._experiments[experiment.id] = experiment
            ended = [name for name, one in self._experiments.items() if one.run is not None]
            for name in ended[: max(0, len(self._experiments) - self._kept)]:
                del self._experiments[name]
        for one in older:
            one.running.stop()
        threading.Thread(target=experiment.work, name=f"experiment-{experiment.id}", daemon=True).start()
        return experiment

    def get(self, experiment_id: str) -> Experiment | None:
        """Find a run; None where it was never begun here or is long over."""
        with self._lock:
            return self._experiments.get(experiment_id)
