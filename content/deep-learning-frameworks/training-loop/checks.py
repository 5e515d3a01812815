"""Checks of the loop with small models of torch's own, followed in float64 with functions and plain tensors."""

from collections.abc import Callable, Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

Batch = tuple[torch.Tensor, torch.Tensor]
State = dict[str, torch.Tensor]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
SIZES = (4, 2, 5)
LR = 0.05


def library(trial: Trial) -> Remote:
    """Get hold of torch itself, where the submission lives."""
    method = trial.place(torch.zeros(1)).make("__getattribute__", "backward")
    return method.make("__getattribute__", "__globals__").make("__getitem__", "torch")


def build(trial: Trial, there: Remote, state: State, *, bend: bool = True) -> Remote:
    """Make Linear, BatchNorm, ReLU, Linear in float64 with these weights; without the middle if not bend."""
    layers = [trial.make(there.read("nn.Linear"), 3, 4)]
    if bend:
        layers += [trial.make(there.read("nn.BatchNorm1d"), 4), trial.make(there.read("nn.ReLU"))]
    layers.append(trial.make(there.read("nn.Linear"), 4, 2))
    model = trial.make(there.read("nn.Sequential"), *layers)
    model.method("double", random=True)
    model.load(state)
    return model


def weights(trial: Trial, *, bend: bool = True) -> State:
    """Draw what `build` needs, the running statistics included."""
    last = 3 if bend else 1
    shapes = {"0.weight": (4, 3), "0.bias": (4,), f"{last}.weight": (2, 4), f"{last}.bias": (2,)}
    state = {name: trial.normal(*shape, scale=0.7, dtype=torch.float64) for name, shape in shapes.items()}
    if bend:
        state |= {
            "1.weight": trial.uniform(4, low=0.5, high=2.0, dtype=torch.float64),
            "1.bias": trial.normal(4, dtype=torch.float64),
            "1.running_mean": trial.normal(4, dtype=torch.float64),
            "1.running_var": trial.uniform(4, low=0.5, high=2.0, dtype=torch.float64),
        }
    return state


def draw(trial: Trial, sizes: Sequence[int] = SIZES) -> list[Batch]:
    """Draw batches whose losses differ."""
    return [
        (trial.normal(n, 3, dtype=torch.float64), trial.normal(n, 2, scale=1.0 + 2 * index, dtype=torch.float64))
        for index, n in enumerate(sizes)
    ]


def output(state: State, x: torch.Tensor, *, training: bool) -> torch.Tensor:
    """Apply the model as a function of its weights."""
    hidden = x @ state["0.weight"].T + state["0.bias"]
    last = "1"
    if "1.running_mean" in state:
        mean, var = state["1.running_mean"], state["1.running_var"]
        if training:
            mean, var = hidden.mean(0), hidden.var(0, correction=0)
        hidden = ((hidden - mean) / (var + 1e-5).sqrt() * state["1.weight"] + state["1.bias"]).clamp_min(0.0)
        last = "3"
    return hidden @ state[f"{last}.weight"].T + state[f"{last}.bias"]


def squares(seen: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the mean squared error."""
    return ((seen - y) ** 2).mean()


def poisson(seen: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give a loss in which output and target play different parts."""
    return (seen.exp() - y * seen).mean()


def follow(state: State, batches: Sequence[Batch], loss_fn: Loss = squares) -> tuple[float, State]:
    """Train with plain gradient descent; give the mean loss and the trained weights."""
    now = dict(state)
    names = [name for name in now if "running" not in name]
    losses = []
    for x, y in batches:
        leaves = {name: now[name].clone().requires_grad_() for name in names}
        loss = loss_fn(output(now | leaves, x, training=True), y)
        slopes = torch.autograd.grad(loss, list(leaves.values()))
        now |= {name: now[name] - LR * slope for name, slope in zip(names, slopes, strict=True)}
        losses += [float(loss.detach())] * len(x)
    return sum(losses) / len(losses), {name: now[name] for name in names}


def measured(state: State, batches: Sequence[Batch]) -> float:
    """Give the mean loss in evaluation mode."""
    losses = [float(((output(state, x, training=False) - y) ** 2).mean()) for x, y in batches for _ in x]
    return sum(losses) / len(losses)


def epoch(trial: Trial, there: Remote, model: Remote, batches: Any, loss: str = "mse_loss") -> Any:
    """Train for an epoch with plain SGD."""
    optimizer = trial.make(there.read("optim.SGD"), model.make("parameters"), lr=LR)
    return trial.call("train", model, batches, there.read(f"nn.functional.{loss}"), optimizer)


def judge(trial: Trial, seen: Any, model: Remote, wanted: tuple[float, State]) -> None:
    """Compare the mean loss and the weights."""
    trial.require(isinstance(seen, float), "train must return a Python float.", seen=seen)
    trial.same(seen, wanted[0], what="the mean loss", relative=1e-9, scale=1.0)
    state = model.state()
    for name, value in wanted[1].items():
        trial.note(state[name])
        trial.same(state[name], value, what=f"{name} after training", terms=100, scale=4.0)


@check
def one_step_per_batch(trial: Trial) -> None:
    """Train makes one step per batch, each with the gradient of that batch alone."""
    there, state = library(trial), weights(trial, bend=False)
    for sizes in ((3,), (2, 2, 2)):
        model, batches = build(trial, there, state, bend=False), draw(trial, sizes)
        with trial.case(f"{len(sizes)} batches"):
            judge(trial, epoch(trial, there, model, batches), model, follow(state, batches))


@check
def the_mean_is_over_examples(trial: Trial) -> None:
    """With batches of different sizes the mean loss weighs every example alike."""
    there, state = library(trial), weights(trial, bend=False)
    for sizes in ((1, 6), (4, 4, 1)):
        model, batches = build(trial, there, state, bend=False), draw(trial, sizes)
        with trial.case(f"batches of {sizes}"):
            judge(trial, epoch(trial, there, model, batches), model, follow(state, batches))
            seen = trial.call(
                "evaluate", build(trial, there, state, bend=False), batches, there.read("nn.functional.mse_loss")
            )
            trial.require(isinstance(seen, float), "evaluate must return a Python float.", seen=seen)
            trial.same(seen, measured(state, batches), what="the mean loss of evaluate", relative=1e-9, scale=1.0)


@check
def old_gradients_do_not_count(trial: Trial) -> None:
    """Gradients that are there before training make no difference."""
    there, state, batches = library(trial), weights(trial, bend=False), draw(trial)
    model = build(trial, there, state, bend=False)
    for index in ("0", "1"):
        layer = model.make("__getattr__", index)
        layer.make("__getattr__", "weight").write(
            "grad", trial.normal(*state[f"{index}.weight"].shape, dtype=torch.float64)
        )
    judge(trial, epoch(trial, there, model, batches), model, follow(state, batches))


@check
def the_loss_gets_output_and_target(trial: Trial) -> None:
    """The output is the loss function's first argument, the target its second."""
    there, state = library(trial), weights(trial, bend=False)
    batches = [(x, y.abs()) for x, y in draw(trial, (3, 2))]
    model = build(trial, there, state, bend=False)
    seen = epoch(trial, there, model, batches, "poisson_nll_loss")
    judge(trial, seen, model, follow(state, batches, poisson))


@check
def training_is_in_training_mode(trial: Trial) -> None:
    """Train switches the model to training mode, and leaves it there."""
    there, state, batches = library(trial), weights(trial), draw(trial)
    for mode in (False, True):
        model = build(trial, there, state)
        model.method("train", mode, random=True)
        with trial.case("a model that comes in evaluation mode" if not mode else "a model in training mode"):
            judge(trial, epoch(trial, there, model, batches), model, follow(state, batches))
            trial.require(model.read("training") is True, "After train the model must be in training mode.")
            steps = model.state()["1.num_batches_tracked"]
            trial.same(steps, torch.tensor(len(batches)), what="the number of batches that batch norm has seen")


@check
def batches_may_be_a_generator(trial: Trial) -> None:
    """Batches that can be walked through once, and have no length, will do."""
    there, state, batches = library(trial), weights(trial, bend=False), draw(trial)
    model = build(trial, there, state, bend=False)
    given = trial.place(batches).make("__iter__")
    judge(trial, epoch(trial, there, model, given), model, follow(state, batches))
    given = trial.place(batches).make("__iter__")
    seen = trial.call("evaluate", build(trial, there, state, bend=False), given, there.read("nn.functional.mse_loss"))
    trial.same(seen, measured(state, batches), what="the mean loss of evaluate", relative=1e-9, scale=1.0)


@check
def evaluation_is_in_evaluation_mode(trial: Trial) -> None:
    """Evaluate uses batch norm's running statistics and no dropout, whatever mode the model comes in."""
    there, state, batches = library(trial), weights(trial), draw(trial)
    for mode in (True, False):
        model = build(trial, there, state)
        model.method("append", trial.make(there.read("nn.Dropout"), 0.9), random=True)
        model.method("train", mode, random=True)
        with trial.case(f"training={mode} before"):
            # Whatever dropout leaves is random: keep it out of the behaviour that mistakes are compared by.
            seen = trial.call("evaluate", model, batches, there.read("nn.functional.mse_loss"), random=True)
            trial.note(isinstance(seen, float) and abs(seen - measured(state, batches)) < 1e-6)
            trial.same(seen, measured(state, batches), what="the mean loss", relative=1e-9, scale=1.0)


@check
def every_mode_is_restored(trial: Trial) -> None:
    """After evaluate each module is in the mode in which it was found, frozen ones included."""
    there, state, batches = library(trial), weights(trial), draw(trial)
    for mode, frozen in ((True, None), (False, None), (True, "1"), (False, "2")):
        model = build(trial, there, state)
        model.method("train", mode, random=True)
        if frozen:
            model.make("__getattr__", frozen).method("train", not mode, random=True)
        trial.call("evaluate", model, batches, there.read("nn.functional.mse_loss"))
        found = {"the model": model.read("training")}
        wanted = {"the model": mode}
        for index in ("0", "1", "2", "3"):
            found[f"module {index}"] = model.make("__getattr__", index).read("training")
            wanted[f"module {index}"] = mode != (index == frozen)
        for name, expected in wanted.items():
            trial.require(
                found[name] is expected, f"After evaluate {name} has training={found[name]}; it was {expected}."
            )


@check
def evaluation_changes_nothing(trial: Trial) -> None:
    """Evaluate changes no weight, no buffer and no gradient, and builds no graph."""
    there, state, batches = library(trial), weights(trial), draw(trial)
    model = build(trial, there, state)
    before = model.state()
    kept = trial.normal(4, 3, dtype=torch.float64)
    first = model.make("__getattr__", "0")
    first.make("__getattr__", "weight").write("grad", kept)
    graphs = []

    def loss_fn(seen: Any, y: torch.Tensor) -> torch.Tensor:
        graphs.append(seen.requires_grad)
        return squares(seen.detach(), y) + y.mean()  # not the same if they change places

    seen = trial.call("evaluate", model, batches, trial.lend(loss_fn))
    shift = float(torch.cat([y for _, y in batches]).mean())
    trial.same(seen, measured(state, batches) + shift, what="the mean loss", relative=1e-9, scale=1.0)
    trial.note(any(graphs))
    trial.require(not any(graphs), "The outputs of evaluate require gradients: it built a graph that nobody needs.")
    after = model.state()
    for name, value in before.items():
        trial.note(after[name])
        trial.same(after[name], value, what=f"{name} after evaluate", relative=0.0)
    trial.same(first.read("weight.grad"), kept, what="the gradient of 0.weight after evaluate", relative=0.0)
    trial.same(first.read("bias.grad"), None, what="the gradient of 0.bias after evaluate")
