"""Checks of Adam against its algorithm written out in Python floats, entry by entry.

Gradients are drawn and written into `.grad`, so no model is needed and every step can be compared.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

Gradient = torch.Tensor | None


def oracle(
    start: torch.Tensor,
    gradients: Sequence[Gradient],
    *,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> list[torch.Tensor]:
    """Give a parameter's values after each step, one entry after the other."""
    paths = [
        entry_path(value, [None if g is None else float(g.flatten()[i]) for g in gradients], lr, betas, eps)
        for i, value in enumerate(start.double().flatten().tolist())
    ]
    return [
        torch.tensor([path[step] for path in paths], dtype=torch.float64).reshape(start.shape).to(start.dtype)
        for step in range(len(gradients))
    ]


def entry_path(
    value: float, gradients: list[float | None], lr: float, betas: tuple[float, float], eps: float
) -> list[float]:
    """Follow a single number through all steps; the averages are summed up anew each time."""
    path, seen = [], []
    for gradient in gradients:
        if gradient is not None:
            seen.append(gradient)
            t = len(seen)
            # Unrolled: the gradient of k updates ago has the weight (1 - b)·bᵏ, and the weights sum to 1 - bᵗ.
            m, v = (
                math.fsum((1 - b) * b**k * g**power for k, g in enumerate(reversed(seen))) / (1 - b**t)
                for b, power in zip(betas, (1, 2), strict=True)
            )
            value -= lr * m / (math.sqrt(v) + eps)
        path.append(value)
    return path


def leaf(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a parameter."""
    return trial.normal(*shape, dtype=dtype).requires_grad_()


def follow(trial: Trial, starts: Sequence[torch.Tensor], gradients: Sequence[Sequence[Gradient]], **how: Any) -> None:
    """Make one optimizer of all parameters and take the steps; `gradients` has a row per parameter."""
    placed = [trial.place(start) for start in starts]
    take_steps(trial, trial.make("Adam", placed, **how), placed, starts, gradients, **how)


def take_steps(
    trial: Trial,
    adam: Remote,
    placed: Sequence[Remote],
    starts: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[Gradient]],
    **how: Any,
) -> None:
    """Take the steps and compare every parameter after each."""
    expected = [oracle(start, own, **how) for start, own in zip(starts, gradients, strict=True)]
    for step in range(len(gradients[0])):
        for parameter, own in zip(placed, gradients, strict=True):
            parameter.write("grad", own[step])
        adam.method("step")
        for index, (parameter, values) in enumerate(zip(placed, expected, strict=True)):
            name = "the parameter" if len(placed) == 1 else f"parameter {index + 1}"
            trial.same(parameter.read(), values[step], what=f"{name} after step {step + 1}", terms=16, scale=4.0)


@check
def the_first_step_has_the_length_lr(trial: Trial) -> None:
    """After one step with the default settings every entry has moved by lr against the sign of its gradient."""
    for scale in (1.0, 1e-3, 1e3):
        start = leaf(trial, 3)
        gradient = trial.uniform(3, low=0.5, high=2.0) * scale * torch.tensor([1.0, -1.0, 1.0])
        parameter = trial.place(start)
        adam = trial.make("Adam", [parameter])
        parameter.write("grad", gradient)
        adam.method("step")
        with trial.case(f"gradients near {scale:g}"):
            moved = oracle(start, [gradient])[0]
            trial.same(parameter.read(), moved, what="the parameter after step 1")


@check
def follows_the_algorithm(trial: Trial) -> None:
    """Seven steps follow the algorithm, for any lr, betas and shape."""
    for shape, how in (
        ((2,), {"lr": 0.05}),
        ((2, 3), {"lr": 0.02, "betas": (0.7, 0.95)}),
        ((), {"lr": 0.05, "betas": (0.5, 0.8)}),
        ((3,), {"lr": 0.05, "betas": (0.0, 0.9)}),
    ):
        with trial.case(", ".join(f"{name}={value}" for name, value in how.items())):
            follow(trial, [leaf(trial, *shape)], [[trial.normal(*shape, scale=2.0) for _ in range(7)]], **how)


@check
def epsilon_is_outside_the_root(trial: Trial) -> None:
    """ε is added to the root of the corrected second moment."""
    for eps in (0.1, 1.0):
        with trial.case(f"eps={eps}"):
            gradients = [trial.normal(3, scale=0.3) for _ in range(5)]
            follow(trial, [leaf(trial, 3)], [gradients], lr=0.05, eps=eps)
    with trial.case("a gradient of zero"):
        follow(trial, [leaf(trial, 2)], [[torch.zeros(2), torch.tensor([0.0, 1.0])]], lr=0.05)


@check
def parameters_do_not_share_state(trial: Trial) -> None:
    """Several parameters, alike in shape or not, each follow the algorithm with their own moments."""
    for shapes in (((3,), (3,)), ((2, 3), (3,), (), (4, 1))):
        starts = [leaf(trial, *shape) for shape in shapes]
        gradients = [[trial.normal(*shape, scale=2.0) for _ in range(5)] for shape in shapes]
        follow(trial, starts, gradients, lr=0.05)


@check
def takes_a_generator(trial: Trial) -> None:
    """The parameters may come from an iterator that can be walked through only once, as model.parameters() does."""
    shapes = ((2,), (3, 2))
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    once = trial.place(placed).method("__iter__")  # an iterator over there
    adam = trial.make("Adam", once, lr=0.05)
    gradients = [[trial.normal(*shape) for _ in range(3)] for shape in shapes]
    take_steps(trial, adam, placed, starts, gradients, lr=0.05)


@check
def parameters_without_a_gradient_are_skipped(trial: Trial) -> None:
    """A parameter whose grad is None does not move, and its moments and its t stay as they are."""
    starts = [leaf(trial, 3), leaf(trial, 3), leaf(trial, 2)]
    always = [trial.normal(3) for _ in range(6)]
    at_times = [trial.normal(3), trial.normal(3), None, None, trial.normal(3), trial.normal(3)]
    with trial.case("the second one pauses, the third one never has a gradient"):
        follow(trial, starts, [always, at_times, [None] * 6], lr=0.05)
    starts = [leaf(trial, 2), leaf(trial, 2)]
    with trial.case("only the last one has a gradient"):
        follow(trial, starts, [[None] * 3, [trial.normal(2) for _ in range(3)]], lr=0.05)


@check
def each_parameter_counts_its_own_steps(trial: Trial) -> None:
    """A parameter that gets its first gradient late starts its bias correction with t = 1 then."""
    starts = [leaf(trial, 2), leaf(trial, 2)]
    late = [None, None, None, trial.normal(2), trial.normal(2), trial.normal(2)]
    with trial.case("the second one has its first gradient in step 4"):
        follow(trial, starts, [[trial.normal(2) for _ in late], late], lr=0.05)


@check
def changes_the_parameters_and_nothing_else(trial: Trial) -> None:
    """Step returns nothing, leaves the gradients alone, and the parameters stay leaves that require gradients."""
    start, gradient = leaf(trial, 2, 2), trial.normal(2, 2)
    parameter = trial.place(start)
    adam = trial.make("Adam", [parameter], lr=0.05)
    parameter.write("grad", gradient)
    wanted = oracle(start, [gradient] * 3, lr=0.05)
    for step in range(3):  # the same gradient tensor throughout, as when nobody calls zero_grad
        trial.same(adam.method("step"), None, what="what step returns")
        trial.same(parameter.read("grad"), gradient, what=f"the gradient after step {step + 1}", relative=0.0)
        trial.same(parameter.read(), wanted[step], what=f"the parameter after step {step + 1}", scale=4.0)
    for flag in ("requires_grad", "is_leaf"):
        trial.require(parameter.read(flag) is True, f"After step the parameter's {flag} is no longer True.")


@check
def zero_grad_forgets_the_gradients(trial: Trial) -> None:
    """After zero_grad every gradient is None or zero."""
    placed = [trial.place(leaf(trial, 3)), trial.place(leaf(trial, 2, 2)), trial.place(leaf(trial, 2))]
    adam = trial.make("Adam", placed)
    for parameter, shape in zip(placed[:2], ((3,), (2, 2)), strict=True):
        parameter.write("grad", trial.normal(*shape))
    adam.method("zero_grad")  # the third one never had a gradient
    for index, parameter in enumerate(placed):
        left = parameter.read("grad")
        gone = left is None or (isinstance(left, torch.Tensor) and not bool(left.any()))
        trial.require(gone, f"After zero_grad the gradient of parameter {index + 1} is still there.", seen=left)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 parameters are updated in float64 throughout."""
    start = leaf(trial, 3, dtype=torch.float64)
    gradients = [trial.normal(3, dtype=torch.float64) for _ in range(5)]
    follow(trial, [start], [gradients], lr=0.05)
