"""Checks of the network: values in Python floats, gradients by torch's autograd in float64."""

import math
from typing import Any

import numpy as np
import torch

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
Params = dict[str, Array]
SIZES = [(1, 2, 3, 2), (3, 4, 2, 3), (4, 3, 5, 2), (5, 3, 3, 3), (2, 1, 1, 4)]  # N, n_in, hidden, classes
NAMES = ("w1", "b1", "w2", "b2")


def draw(trial: Trial, n: int, n_in: int, hidden: int, classes: int) -> tuple[Array, Array, Params]:
    """Draw samples, classes and parameters."""
    shapes = {"w1": (n_in, hidden), "b1": (hidden,), "w2": (hidden, classes), "b2": (classes,)}
    params = {name: trial.array(*shape) for name, shape in shapes.items()}
    return trial.array(n, n_in), trial.integers(n, low=0, high=classes).numpy(), params


def logits_of(x: Array, params: Params) -> Array:
    """Compute every unit of every sample on its own."""
    rows = []
    for sample in x.tolist():
        hidden = [max(0.0, dot(sample, params["w1"][:, k]) + float(params["b1"][k])) for k in range(len(params["b1"]))]
        rows.append([dot(hidden, params["w2"][:, c]) + float(params["b2"][c]) for c in range(len(params["b2"]))])
    return np.array(rows)


def dot(one: list[float], other: Array) -> float:
    """Give an inner product."""
    return math.fsum(p * q for p, q in zip(one, other.tolist(), strict=True))


def oracle(x: Array, y: Array, params: Params) -> tuple[float, Params]:
    """Give the loss and its gradients by autograd."""
    leaves = {name: torch.tensor(params[name], requires_grad=True) for name in NAMES}
    hidden = (torch.tensor(x) @ leaves["w1"] + leaves["b1"]).relu()
    logits = hidden @ leaves["w2"] + leaves["b2"]
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    grads = torch.autograd.grad(loss, list(leaves.values()))
    return float(loss), {name: grad.numpy() for name, grad in zip(NAMES, grads, strict=True)}


def run(trial: Trial, name: str, *args: Any) -> tuple[Any, Any]:
    """Call a function that returns a number and a dict."""
    seen = trial.call(name, *args)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2 and isinstance(seen[1], dict),
        f"{name} must return two things: a number and a dict.",
        seen=seen,
    )
    return seen[0], seen[1]


def compare(trial: Trial, x: Array, y: Array, params: Params, names: tuple[str, ...] = NAMES) -> None:
    """Compare the loss and some of the gradients."""
    loss, grads = run(trial, "loss_and_grads", x, y, params)
    wanted_loss, wanted = oracle(x, y, params)
    size = float(np.abs(logits_of(x, params)).max()) + 1
    trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=size)
    for name in names:
        trial.require(name in grads, f"grads has no key {name}.")
        trial.same(grads[name], wanted[name], what=f"the gradient of {name}", terms=40, scale=size)


@check
def forward_gives_logits(trial: Trial) -> None:
    """relu(x·W1 + b1)·W2 + b2, for any sizes, one included."""
    for sizes in SIZES:
        x, _, params = draw(trial, *sizes)
        trial.same(trial.call("forward", x, params), logits_of(x, params), what="the logits", terms=20, scale=3.0)


@check
def the_loss_is_the_mean_cross_entropy(trial: Trial) -> None:
    """Minus the mean log-probability of the right classes."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes), names=())


@check
def gradients_of_the_second_layer(trial: Trial) -> None:
    """w2 and b2 get the gradient of the mean loss."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes), names=("w2", "b2"))


@check
def gradients_of_the_first_layer(trial: Trial) -> None:
    """w1 and b1 get theirs through the second layer and the ReLU."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes))


@check
def idle_units_pass_nothing_on(trial: Trial) -> None:
    """Hidden units at or below zero for all samples get no gradient in the first layer, also at exactly 0."""
    x, y, params = draw(trial, 4, 3, 4, 3)
    params["b1"][0] = -100.0
    params["w1"][:, 1], params["b1"][1] = 0.0, 0.0
    compare(trial, x, y, params)


@check
def large_logits_are_fine(trial: Trial) -> None:
    """Logits of ±10⁴ give the right loss and gradients, not NaN."""
    x, y, params = draw(trial, 5, 3, 4, 3)
    # Far ahead, far behind, and far out in common, where only the differences count.
    for label, shift in (("spread", np.array([1e4, -1e4, 0.0])), ("common", np.array([1e4, 1e4, 1e4]))):
        with trial.case(f"a {label} shift of 10⁴ in b2"):
            compare(trial, x, y, params | {"b2": params["b2"] + shift})
    with trial.case("one sample with logits of ±10⁴, its neighbours with small ones"):
        x[0] = np.abs(x[0]) * 1e4
        compare(trial, x, y, params | {"w1": np.abs(params["w1"])})


@check
def a_step_goes_downhill(trial: Trial) -> None:
    """train_step returns the loss before the step, and every parameter minus lr times its gradient at the old ones."""
    for sizes, lr in zip(SIZES, (0.5, 0.1, 1.0, 0.3, 0.2), strict=True):
        x, y, params = draw(trial, *sizes)
        loss, new = run(trial, "train_step", x, y, params, lr)
        wanted_loss, grads = oracle(x, y, params)
        trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=10.0)
        wanted = {name: params[name] - lr * grads[name] for name in NAMES}
        trial.same(new, wanted, what="the new parameters", terms=40, scale=10.0)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Transposed arrays are fine, and x, y and params stay as they are."""
    x, y, params = draw(trial, 3, 4, 2, 3)
    x, params["w1"] = trial.array(4, 3).T, trial.array(2, 4).T
    compare(trial, x, y, params)
    for name, rest in (("forward", ()), ("loss_and_grads", ()), ("train_step", (0.5,))):
        given = (x, params) if name == "forward" else (x, y, params)
        after = trial.after(name, *given, *rest)[: len(given)]
        trial.same(after, given, what=f"the arguments of {name} after the call", relative=0.0)
