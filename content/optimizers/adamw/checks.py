"""Checks of AdamW against its algorithm in Python floats: every entry, every step, the averages unrolled."""

import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

Gradient = torch.Tensor | None

LR, DECAY = 1e-3, 0.01  # the constructor's


def oracle(
    start: torch.Tensor,
    gradients: Sequence[Gradient],
    *,
    lr: float = LR,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = DECAY,
) -> list[torch.Tensor]:
    """Give a parameter's values after each step, one entry after the other."""
    paths = []
    for i, value in enumerate(start.detach().double().flatten().tolist()):
        path, seen, now = [], [], value
        for gradient in gradients:
            if gradient is not None:
                seen.append(float(gradient.flatten()[i]))
                t = len(seen)
                # Unrolled: the gradient of k updates ago has the weight (1 - b)·bᵏ, and the weights sum to 1 - bᵗ.
                m, v = (
                    math.fsum((1 - b) * b**k * g**power for k, g in enumerate(reversed(seen))) / (1 - b**t)
                    for b, power in zip(betas, (1, 2), strict=True)
                )
                now = now - lr * weight_decay * now - lr * m / (math.sqrt(v) + eps)
            path.append(now)
        paths.append(path)
    columns = zip(*paths, strict=True)
    return [torch.tensor(column, dtype=torch.float64).reshape(start.shape).to(start.dtype) for column in columns]


def leaf(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a parameter with entries far from zero, so that its decay can be seen."""
    signs = trial.mask(*shape).double() * 2 - 1
    return (trial.uniform(*shape, low=1.0, high=3.0, dtype=torch.float64) * signs).to(dtype).requires_grad_()


def take_steps(
    trial: Trial,
    optimizer: Remote,
    placed: Sequence[Remote],
    starts: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[Gradient]],
    hows: Sequence[dict[str, Any]],
) -> None:
    """Take the steps and compare every parameter after each; `hows` are the settings of each parameter."""
    expected = [oracle(start, own, **how) for start, own, how in zip(starts, gradients, hows, strict=True)]
    for step in range(len(gradients[0])):
        for parameter, own in zip(placed, gradients, strict=True):
            parameter.write("grad", own[step])
        optimizer.method("step")
        for index, (parameter, values) in enumerate(zip(placed, expected, strict=True)):
            name = "the parameter" if len(placed) == 1 else f"parameter {index + 1}"
            trial.same(parameter.read(), values[step], what=f"{name} after step {step + 1}", terms=4, scale=4.0)


def follow(trial: Trial, starts: Sequence[torch.Tensor], gradients: Sequence[Sequence[Gradient]], **how: Any) -> None:
    """Make one optimizer of all parameters and take the steps; `gradients` has a row per parameter."""
    placed = [trial.place(start) for start in starts]
    take_steps(trial, trial.make("AdamW", placed, **how), placed, starts, gradients, [how] * len(starts))


@check
def the_decay_ignores_the_gradient(trial: Trial) -> None:
    """With a gradient of zeros a step multiplies the weight by 1 − lr·λ, and nothing else happens."""
    for how in ({"lr": 0.1, "weight_decay": 0.5}, {"lr": 0.02, "weight_decay": 0.1}, {"lr": 0.5}):
        with trial.case(", ".join(f"{name}={value}" for name, value in how.items())):
            follow(trial, [leaf(trial, 3)], [[torch.zeros(3)] * 3], **how)


@check
def without_decay_it_is_adam(trial: Trial) -> None:
    """With weight_decay=0 the steps are Adam's, bias correction included, for any lr, betas, eps and shape."""
    for shape, how in (
        ((2,), {"lr": 0.05}),
        ((2, 3), {"lr": 0.1, "betas": (0.7, 0.95)}),
        ((), {"lr": 0.1, "betas": (0.5, 0.8), "eps": 0.3}),
    ):
        with trial.case(", ".join(f"{name}={value}" for name, value in how.items())):
            gradients = [trial.normal(*shape, scale=2.0) for _ in range(5)]
            follow(trial, [leaf(trial, *shape)], [gradients], **how, weight_decay=0.0)


@check
def decay_and_step_go_together(trial: Trial) -> None:
    """With decay and gradients the weight first shrinks and then takes Adam's step, whatever the gradient's size."""
    for scale in (1.0, 1e-3, 1e3):
        for how in ({"lr": 0.5, "weight_decay": 0.4}, {"lr": 0.1, "weight_decay": 0.3, "betas": (0.8, 0.9)}):
            with trial.case(f"gradients near {scale:g}"):
                gradients = [trial.normal(2, 2, scale=scale) for _ in range(5)]
                follow(trial, [leaf(trial, 2, 2)], [gradients], **how)


@check
def the_default_decay_is_one_percent(trial: Trial) -> None:
    """Without arguments λ is 0.01 and lr is 0.001."""
    follow(trial, [leaf(trial, 3)], [[trial.normal(3) for _ in range(3)]])
    follow(trial, [leaf(trial, 3)], [[trial.normal(3) for _ in range(3)]], lr=2.0)


@check
def groups_have_their_own_settings(trial: Trial) -> None:
    """A group's weight_decay and lr hold for its parameters; what it does not name is the constructor's."""
    shapes = ((2, 3), (3,), (3,), (2,))
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    groups = [
        {"params": placed[:1]},
        {"params": placed[1:3], "weight_decay": 0.0},
        {"params": placed[3:], "lr": 0.3},
    ]
    optimizer = trial.make("AdamW", groups, lr=0.1, weight_decay=0.5)
    hows = [
        {"lr": 0.1, "weight_decay": 0.5},
        {"lr": 0.1, "weight_decay": 0.0},
        {"lr": 0.1, "weight_decay": 0.0},
        {"lr": 0.3, "weight_decay": 0.5},
    ]
    gradients = [[trial.normal(*shape) for _ in range(4)] for shape in shapes]
    take_steps(trial, optimizer, placed, starts, gradients, hows)


@check
def vectors_decay_unless_told_otherwise(trial: Trial) -> None:
    """Without groups every parameter decays, biases included, each with moments of its own."""
    shapes = ((3,), (3,), (), (2, 2), (4, 1))
    starts = [leaf(trial, *shape) for shape in shapes]
    gradients = [[trial.normal(*shape) for _ in range(4)] for shape in shapes]
    follow(trial, starts, gradients, lr=0.1, weight_decay=0.3)


@check
def takes_generators(trial: Trial) -> None:
    """Iterators that can be walked through only once will do, for the parameters, the groups and within a group."""
    how = {"lr": 0.1, "weight_decay": 0.3}
    for kind in ("parameters", "groups", "parameters of a group"):
        starts = [leaf(trial, 2), leaf(trial, 3, 2)]
        placed = [trial.place(start) for start in starts]
        gradients = [[trial.normal(*start.shape) for _ in range(3)] for start in starts]
        given: Any = placed
        if kind == "parameters of a group":
            given = [{"params": trial.place(placed).method("__iter__")}]
        elif kind == "groups":
            given = trial.place([{"params": placed[:1]}, {"params": placed[1:]}]).method("__iter__")
        else:
            given = trial.place(placed).method("__iter__")
        with trial.case(f"an iterator over the {kind}"):
            take_steps(trial, trial.make("AdamW", given, **how), placed, starts, gradients, [how] * 2)


@check
def a_missing_gradient_means_no_decay(trial: Trial) -> None:
    """A parameter whose grad is None neither decays nor moves, and its m, v and t stay."""
    starts = [leaf(trial, 3), leaf(trial, 3), leaf(trial, 2)]
    always = [trial.normal(3) for _ in range(6)]
    at_times = [trial.normal(3), None, None, trial.normal(3), None, trial.normal(3)]
    with trial.case("the first one pauses, the last one never has a gradient"):
        follow(trial, starts, [at_times, always, [None] * 6], lr=0.1, weight_decay=0.3)
    starts, late = [leaf(trial, 2), leaf(trial, 3)], [None, None, trial.normal(3), trial.normal(3)]
    with trial.case("the last one has its first gradient in step 3"):
        follow(trial, starts, [[trial.normal(2) for _ in late], late], lr=0.1, weight_decay=0.3)


@check
def changes_the_parameters_and_nothing_else(trial: Trial) -> None:
    """Step returns nothing, leaves the gradients alone, and the parameters stay leaves that require gradients."""
    start, gradient, how = leaf(trial, 2, 2), trial.normal(2, 2), {"lr": 0.1, "weight_decay": 0.3}
    parameter = trial.place(start)
    group = trial.place({"params": [parameter], "lr": 0.1})
    optimizer = trial.make("AdamW", [group], weight_decay=0.3)
    parameter.write("grad", gradient)
    wanted = oracle(start, [gradient] * 3, **how)
    for step in range(3):
        trial.same(optimizer.method("step"), None, what="what step returns")
        trial.same(parameter.read("grad"), gradient, what=f"the gradient after step {step + 1}", relative=0.0)
        trial.same(parameter.read(), wanted[step], what=f"the parameter after step {step + 1}", scale=4.0)
    for flag in ("requires_grad", "is_leaf"):
        trial.require(parameter.read(flag) is True, f"After step the parameter's {flag} is no longer True.")
    trial.require(
        group.method("__len__") == 2, "You changed the caller's dict: read what it holds, and keep your own record."
    )


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 parameters are updated in float64 throughout."""
    start = leaf(trial, 3, dtype=torch.float64)
    gradients = [trial.normal(3, dtype=torch.float64) for _ in range(5)]
    follow(trial, [start], [gradients], lr=0.1, weight_decay=0.3)
