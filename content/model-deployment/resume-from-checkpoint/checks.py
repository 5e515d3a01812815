"""Checks of the checkpoint: a run that is never interrupted, against one that is loaded into fresh objects."""

import io
import pickle
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check
from deepdrill.judge.learners import Trouble

BEFORE, AFTER = 3, 3
State = dict[str, torch.Tensor]


class There:
    """Torch and Python where the submission lives, and runs made of their parts."""

    def __init__(self, trial: Trial) -> None:
        method = trial.place(torch.zeros(1)).make("__getattribute__", "backward")
        names = method.make("__getattribute__", "__globals__")
        built_in = names.make("__getitem__", "__builtins__")
        self.trial = trial
        self.torch = names.make("__getitem__", "torch")
        self.bytes = built_in.make("__getitem__", "bytes")
        self.random = trial.make(built_in.make("__getitem__", "__import__").handle, "random")
        self.loss = self.torch.read("nn.functional.mse_loss")
        self.data = [
            (trial.normal(4, 3, dtype=torch.float64), trial.normal(4, 2, dtype=torch.float64))
            for _ in range(BEFORE + AFTER)
        ]

    def torch_seed(self, seed: int) -> None:
        """Seed torch's global generator."""
        self.trial.make(self.torch.read("manual_seed"), seed)

    def build(self, kind: str = "Adam") -> tuple[Remote, Remote, Remote]:
        """Make a model with batch norm and dropout, its optimizer and its schedule."""
        make, nn = self.trial.make, self.torch.make("__getattribute__", "nn")
        layers = [make(nn.read("Linear"), 3, 4), make(nn.read("BatchNorm1d"), 4), make(nn.read("Dropout"), 0.5)]
        model = make(nn.read("Sequential"), *layers, make(nn.read("Linear"), 4, 2))
        model.method("double", random=True)
        how: dict[str, Any] = {"Adam": {"lr": 0.1}, "SGD": {"lr": 0.1, "momentum": 0.9}}[kind]
        optimizer = make(self.torch.read(f"optim.{kind}"), model.make("parameters"), **how)
        return model, optimizer, make(self.torch.read("optim.lr_scheduler.StepLR"), optimizer, 2, 0.3)

    def train(self, run: tuple[Remote, Remote, Remote], steps: range) -> None:
        """Take some of the steps."""
        model, optimizer, scheduler = run
        for step in steps:
            x, y = self.data[step]
            optimizer.method("zero_grad", random=True)
            out = model.make("__call__", x)
            self.trial.make(self.loss, out, y).method("backward", random=True)
            optimizer.method("step", random=True)
            scheduler.method("step", random=True)

    def draws(self) -> tuple[Any, float]:
        """Draw from both generators."""
        return self.trial.call(self.torch.read("rand"), 3), self.random.method("random")


def finish(there: There, run: tuple[Remote, Remote, Remote]) -> tuple[State, float, tuple[Any, float]]:
    """Train to the end; give weights and buffers, the learning rate and what is drawn next."""
    there.train(run, range(BEFORE, BEFORE + AFTER))
    rate = run[2].method("get_last_lr")[0]
    state = run[0].state()
    there.trial.note(state)
    return state, rate, there.draws()


def compare(
    trial: Trial, seen: tuple[State, float, Any], wanted: tuple[State, float, Any], *, drawn: bool = True
) -> None:
    """Compare two ends. The same operations on the same numbers: only the alignment of memory may differ."""
    trial.same(seen[0], wanted[0], what="the weights and buffers", relative=1e-11)
    trial.same(seen[1], wanted[1], what="the learning rate", relative=1e-12)
    if drawn:
        trial.same(seen[2], wanted[2], what="what is drawn next, from torch and from random", relative=0.0)


def saved(trial: Trial, run: tuple[Remote, Remote, Remote], step: int) -> Remote:
    """Save, and see that bytes came back."""
    data = trial.make("save", *run, step)
    trial.require(data.handle.kind == "bytes", f"save must return bytes; it returned a {data.handle.kind}.")
    return data


def interrupted(trial: Trial, kind: str = "Adam", *, dropout: bool = True) -> tuple[Any, ...]:
    """Run to the end with a checkpoint on the way; give all that a test needs."""
    there = There(trial)
    run = there.build(kind)
    if not dropout:
        run[0].make("__getattr__", "2").write("p", 0.0)
    there.train(run, range(BEFORE))
    data = saved(trial, run, BEFORE)
    return there, data, finish(there, run)


def fresh(there: There, kind: str = "Adam", *, dropout: bool = True) -> tuple[Remote, Remote, Remote]:
    """Build again, after other random numbers."""
    there.torch_seed(12345)
    there.random.method("seed", 54321, random=True)
    run = there.build(kind)
    if not dropout:
        run[0].make("__getattr__", "2").write("p", 0.0)
    return run


@check
def weights_and_buffers_come_back(trial: Trial) -> None:
    """Load puts the weights and buffers into the fresh model, in place, and returns the step."""
    there = There(trial)
    run = there.build()
    there.train(run, range(BEFORE))
    wanted, step = run[0].state(), trial.size(1, 10**6)
    data = saved(trial, run, step)
    again = fresh(there)
    weight = again[0].make("__getattr__", "0").make("__getattr__", "weight").handle
    trial.same(trial.call("load", data, *again), step, what="what load returns")
    seen = again[0].state()
    trial.note(seen)
    trial.same(seen, wanted, what="the weights and buffers", relative=0.0)
    now = again[0].make("__getattr__", "0").make("__getattr__", "weight").handle
    trial.require(
        now == weight, "Loading has put another tensor in the parameter's place; the optimizer holds the old one."
    )


@check
def training_without_dropout_goes_on(trial: Trial) -> None:
    """After loading, the optimizer's averages and the schedule go on: the weights become those of the whole run."""
    for kind in ("SGD", "Adam"):
        with trial.case(kind):
            there, data, wanted = interrupted(trial, kind, dropout=False)
            again = fresh(there, kind, dropout=False)
            trial.call("load", data, *again)
            compare(trial, finish(there, again), wanted, drawn=False)


@check
def random_numbers_go_on(trial: Trial) -> None:
    """After loading, dropout and everybody else draw what they would have drawn."""
    there, data, wanted = interrupted(trial)
    again = fresh(there)
    trial.call("load", data, *again)
    compare(trial, finish(there, again), wanted)


@check
def a_checkpoint_is_a_snapshot(trial: Trial) -> None:
    """The bytes do not change with further training, and can be loaded again."""
    there, data, wanted = interrupted(trial)
    for label in ("loaded once", "loaded again"):
        with trial.case(label):
            again = fresh(there)
            trial.call("load", data, *again)
            compare(trial, finish(there, again), wanted)


@check
def saving_disturbs_nothing(trial: Trial) -> None:
    """A run that saves in every step ends where one ends that never does."""
    there, ends = There(trial), []
    for saves in (False, True):
        there.torch_seed(1)
        there.random.method("seed", 2, random=True)
        run = there.build()
        for step in range(BEFORE):
            there.train(run, range(step, step + 1))
            if saves:
                saved(trial, run, step)
        ends.append(finish(there, run))
    compare(trial, ends[1], ends[0])


class Hidden:
    """Something whose unpickling calls a function: here a harmless one, whose effect can be seen."""

    def __reduce__(self) -> tuple[Any, ...]:
        return torch.random.seed, ()  # seeds torch's generator with a number that nobody knows


@check
def hidden_code_is_not_run(trial: Trial) -> None:
    """Bytes that would run code when they are unpickled do not get to run it."""
    there = There(trial)
    archive = io.BytesIO()
    torch.save({"model": Hidden()}, archive)
    for label, payload in (("written by torch.save", archive.getvalue()), ("a plain pickle", pickle.dumps(Hidden()))):
        run = there.build()
        there.torch_seed(1)
        data = trial.make(there.bytes.handle, list(payload))
        try:
            trial.call("load", data, *run, random=True)
        except Trouble as trouble:
            if trouble.final:
                raise
        drawn = trial.call(there.torch.read("rand"), 3, random=True)
        there.torch_seed(1)
        untouched = torch.equal(drawn, trial.call(there.torch.read("rand"), 3, random=True))
        trial.note(untouched)
        trial.require(
            untouched,
            f"Loading has run code that was hidden in the bytes ({label}): use torch.load with weights_only=True.",
        )
