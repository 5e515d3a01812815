"""Checks of SGD with momentum against the unrolled sum of all gradients so far, in Python floats."""

import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

Gradient = torch.Tensor | None


def oracle(
    start: torch.Tensor,
    gradients: Sequence[Gradient],
    rates: Sequence[float],
    *,
    momentum: float = 0.0,
    nesterov: bool = False,
) -> list[torch.Tensor]:
    """Give a parameter's values after each step; `rates` holds the learning rate of each step."""
    value, seen, path = start.detach().double(), [], []
    for gradient, lr in zip(gradients, rates, strict=True):
        if gradient is not None:
            seen.append(gradient.double())
            # Unrolled: the gradient of k updates ago has the weight μᵏ in v; Nesterov adds the latest to μ·v.
            weights = [momentum**k for k in range(len(seen))]
            if nesterov:
                weights = [momentum * weight + (k == 0) for k, weight in enumerate(weights)]
            for weight, old in zip(weights, reversed(seen), strict=True):
                value = value - lr * weight * old
        path.append(value.to(start.dtype))
    return path


def leaf(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a parameter."""
    return trial.normal(*shape, dtype=dtype).requires_grad_()


def follow(
    trial: Trial, starts: Sequence[torch.Tensor], gradients: Sequence[Sequence[Gradient]], lr: float, **how: Any
) -> None:
    """Make one optimizer of all parameters and take the steps; `gradients` has a row per parameter."""
    placed = [trial.place(start) for start in starts]
    take_steps(trial, trial.make("SGD", placed, lr, **how), placed, starts, gradients, [lr] * len(gradients[0]), **how)


def take_steps(
    trial: Trial,
    optimizer: Remote,
    placed: Sequence[Remote],
    starts: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[Gradient]],
    rates: Sequence[float],
    **how: Any,
) -> None:
    """Take the steps and compare every parameter after each."""
    expected = [oracle(start, own, rates, **how) for start, own in zip(starts, gradients, strict=True)]
    for step, rate in enumerate(rates):
        if step and rate != rates[step - 1]:
            optimizer.write("lr", rate)
        for parameter, own in zip(placed, gradients, strict=True):
            parameter.write("grad", own[step])
        optimizer.method("step")
        for index, (parameter, values) in enumerate(zip(placed, expected, strict=True)):
            name = "the parameter" if len(placed) == 1 else f"parameter {index + 1}"
            trial.same(parameter.read(), values[step], what=f"{name} after step {step + 1}", terms=16, scale=4.0)


@check
def without_momentum_it_is_plain_descent(trial: Trial) -> None:
    """With momentum 0, the default, every step is lr times the gradient, with nesterov or without."""
    gradients = [trial.normal(3) for _ in range(3)]
    follow(trial, [leaf(trial, 3)], [gradients], 0.1)
    follow(trial, [leaf(trial, 3)], [gradients], 0.1, nesterov=True)


@check
def the_velocity_gathers_the_gradients(trial: Trial) -> None:
    """Six steps of plain momentum follow the formula, for any lr, momentum and shape."""
    for shape, lr, momentum in (((2,), 0.1, 0.9), ((2, 3), 0.05, 0.5), ((), 0.2, 0.8), ((4, 1, 2), 0.1, 0.95)):
        with trial.case(f"lr={lr}, momentum={momentum}"):
            follow(trial, [leaf(trial, *shape)], [[trial.normal(*shape) for _ in range(6)]], lr, momentum=momentum)


@check
def nesterov_looks_ahead(trial: Trial) -> None:
    """With nesterov the step is lr·(g + μ·v), with the new velocity."""
    for shape, lr, momentum in (((2,), 0.1, 0.9), ((2, 3), 0.05, 0.6), ((), 0.2, 0.3)):
        gradients = [trial.normal(*shape) for _ in range(5)]
        with trial.case(f"lr={lr}, momentum={momentum}"):
            follow(trial, [leaf(trial, *shape)], [gradients], lr, momentum=momentum, nesterov=True)


@check
def a_new_learning_rate_acts_on_the_whole_step(trial: Trial) -> None:
    """After `lr` has been changed the next step uses the new rate for the old gradients, too."""
    rates = [0.1, 0.1, 0.02, 0.02, 0.3]
    for nesterov in (False, True):
        start, how = leaf(trial, 3), {"momentum": 0.8, "nesterov": nesterov}
        placed = [trial.place(start)]
        optimizer = trial.make("SGD", placed, rates[0], **how)
        gradients = [[trial.normal(3) for _ in rates]]
        with trial.case("lr falls after step 2 and rises after step 4"):
            take_steps(trial, optimizer, placed, [start], gradients, rates, **how)


@check
def parameters_do_not_share_a_velocity(trial: Trial) -> None:
    """Several parameters, alike in shape or not, each have their own velocity."""
    for shapes in (((3,), (3,)), ((2, 3), (3,), (), (4, 1))):
        starts = [leaf(trial, *shape) for shape in shapes]
        gradients = [[trial.normal(*shape) for _ in range(4)] for shape in shapes]
        follow(trial, starts, gradients, 0.1, momentum=0.9)


@check
def takes_a_generator(trial: Trial) -> None:
    """The parameters may come from an iterator that can be walked through only once, as model.parameters() does."""
    shapes = ((2,), (3, 2))
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    once = trial.place(placed).method("__iter__")  # an iterator over there
    optimizer = trial.make("SGD", once, 0.1, momentum=0.7)
    gradients = [[trial.normal(*shape) for _ in range(3)] for shape in shapes]
    take_steps(trial, optimizer, placed, starts, gradients, [0.1] * 3, momentum=0.7)


@check
def parameters_without_a_gradient_are_skipped(trial: Trial) -> None:
    """A parameter whose grad is None does not move, and its velocity stays as it is."""
    always = [trial.normal(3) for _ in range(6)]
    at_times = [None, trial.normal(3), None, None, trial.normal(3), trial.normal(3)]
    starts = [leaf(trial, 2), leaf(trial, 3), leaf(trial, 3)]
    with trial.case("the first one never has a gradient, the last one pauses"):
        follow(trial, starts, [[None] * 6, always, at_times], 0.1, momentum=0.9)


@check
def changes_the_parameters_and_nothing_else(trial: Trial) -> None:
    """Step returns nothing, leaves the gradients alone, and the parameters stay leaves that require gradients."""
    for how in ({"momentum": 0.9}, {"momentum": 0.5, "nesterov": True}):
        start, gradient = leaf(trial, 2, 2), trial.normal(2, 2)
        parameter = trial.place(start)
        optimizer = trial.make("SGD", [parameter], 0.1, **how)
        parameter.write("grad", gradient)
        wanted = oracle(start, [gradient] * 3, [0.1] * 3, **how)
        for step in range(3):  # the same gradient tensor throughout, as when nobody calls zero_grad
            trial.same(optimizer.method("step"), None, what="what step returns")
            trial.same(parameter.read("grad"), gradient, what=f"the gradient after step {step + 1}", relative=0.0)
            trial.same(parameter.read(), wanted[step], what=f"the parameter after step {step + 1}", scale=4.0)
        for flag in ("requires_grad", "is_leaf"):
            trial.require(parameter.read(flag) is True, f"After step the parameter's {flag} is no longer True.")


@check
def zero_grad_forgets_the_gradients(trial: Trial) -> None:
    """After zero_grad every gradient is None or zero, and the velocities live on."""
    starts = [leaf(trial, 3), leaf(trial, 2, 2), leaf(trial, 2)]
    placed = [trial.place(start) for start in starts]
    optimizer = trial.make("SGD", placed, 0.1, momentum=0.9)
    gradients = [[trial.normal(3), trial.normal(3)], [trial.normal(2, 2), trial.normal(2, 2)]]
    for step in range(2):
        for parameter, own in zip(placed, gradients, strict=False):
            parameter.write("grad", own[step])
        optimizer.method("step")
        optimizer.method("zero_grad")  # the third one never had a gradient
        for index, (parameter, start) in enumerate(zip(placed, starts, strict=True)):
            left = parameter.read("grad")
            gone = left is None or (isinstance(left, torch.Tensor) and not bool(left.any()))
            trial.require(gone, f"After zero_grad the gradient of parameter {index + 1} is still there.", seen=left)
            own = gradients[index] if index < len(gradients) else [None, None]
            wanted = oracle(start, own, [0.1, 0.1], momentum=0.9)[step]
            trial.same(parameter.read(), wanted, what=f"parameter {index + 1} after step {step + 1}", scale=4.0)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 parameters are updated in float64 throughout."""
    start = leaf(trial, 3, dtype=torch.float64)
    gradients = [trial.normal(3, dtype=torch.float64) * math.pi for _ in range(5)]
    follow(trial, [start], [gradients], 0.1, momentum=0.9)
