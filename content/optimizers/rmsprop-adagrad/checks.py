"""Checks of AdaGrad and RMSprop against sums over all earlier gradients, entry by entry in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]

EPS = {"adagrad": 1e-10, "rmsprop": 1e-8}


def oracle(
    name: str, start: Array, gradients: list[Array], *, lr: float = 0.01, rho: float = 0.99, eps: float | None = None
) -> list[tuple[Array, Array]]:
    """Give parameters and state after each step."""
    eps = EPS[name] if eps is None else eps
    values, path = start.astype(np.float64).ravel().tolist(), []
    columns = [g.astype(np.float64).ravel().tolist() for g in gradients]
    for step in range(len(gradients)):
        states = []
        for i in range(len(values)):
            # Unrolled: AdaGrad gives every square the weight one, RMSprop (1 - ρ)·ρᵏ to that of k steps ago.
            squares = [column[i] ** 2 for column in columns[step::-1]]
            weights = [(1 - rho) * rho**k if name == "rmsprop" else 1.0 for k in range(len(squares))]
            state = math.fsum(weight * square for weight, square in zip(weights, squares, strict=True))
            values[i] -= lr * columns[step][i] / (math.sqrt(state) + eps)
            states.append(state)
        path.append(tuple(np.array(one).reshape(start.shape).astype(start.dtype) for one in (values, states)))
    return path


def follow(trial: Trial, name: str, start: Array, gradients: list[Array], **how: float) -> None:
    """Take the steps, each with the state that the submission returned, and compare both results after each."""
    theta, state = start, None
    for step, (g, wanted) in enumerate(zip(gradients, oracle(name, start, gradients, **how), strict=True)):
        found = trial.call(name, theta, g, **how) if state is None else trial.call(name, theta, g, state, **how)
        trial.require(
            isinstance(found, tuple | list) and len(found) == 2,
            f"{name} must return two things: the new parameters and the new state.",
            seen=found,
        )
        after = f"after step {step + 1} of {name}"
        trial.same(found[0], wanted[0], what=f"the parameters {after}", terms=16, scale=4.0)
        trial.same(found[1], wanted[1], what=f"the state {after}", terms=16)
        theta, state = found


def draw(trial: Trial, *shape: int, steps: int = 5, scale: float = 1.0, dtype: str = "float64") -> list[Array]:
    """Draw gradients."""
    return [trial.array(*shape, scale=scale, dtype=dtype) for _ in range(steps)]


@check
def adagrad_adds_up_the_squares(trial: Trial) -> None:
    """AdaGrad's state is the sum of all squared gradients, and its root divides the step."""
    for shape, how in (((2,), {}), ((3,), {"lr": 0.1}), ((2, 3), {"lr": 0.5}), ((1, 4, 2), {"lr": 0.2, "eps": 1e-6})):
        follow(trial, "adagrad", trial.array(*shape), draw(trial, *shape, scale=2.0), **how)


@check
def rmsprop_averages_the_squares(trial: Trial) -> None:
    """RMSprop's state is a running average of the squared gradients, and its root divides the step."""
    theta, g, state = trial.array(2), trial.array(2), trial.array(2) ** 2 + 0.5
    with trial.case("one step from a state at hand"):
        wanted = np.array([0.75 * old + 0.25 * new**2 for old, new in zip(state, g, strict=True)])
        moved = np.array([t - 0.1 * x / (math.sqrt(w) + 1e-8) for t, x, w in zip(theta, g, wanted, strict=True)])
        found = trial.call("rmsprop", theta, g, state, lr=0.1, rho=0.75)
        trial.same(found, (moved, wanted), what="the pair of parameters and state", scale=4.0)
    for shape, how in (((2,), {}), ((3,), {"lr": 0.05, "rho": 0.9}), ((2, 3), {"lr": 0.1, "rho": 0.5})):
        follow(trial, "rmsprop", trial.array(*shape), draw(trial, *shape, scale=2.0), **how)


@check
def the_first_step_has_a_known_length(trial: Trial) -> None:
    """From no state AdaGrad moves by lr and RMSprop by lr/√(1−ρ), whatever the size of the gradient."""
    for scale in (1.0, 1e-3, 1e3):
        sign = np.array([1.0, -1.0, 1.0])
        g = trial.uniform(3, low=0.5, high=2.0).double().numpy() * scale * sign
        with trial.case(f"gradients near {scale:g}"):
            follow(trial, "adagrad", trial.array(3), [g], lr=0.1)
            follow(trial, "rmsprop", trial.array(3), [g], lr=0.1, rho=0.96)


@check
def a_constant_gradient_tells_them_apart(trial: Trial) -> None:
    """Under a constant gradient AdaGrad's steps shrink like 1/√t, and RMSprop's settle near lr."""
    g = trial.uniform(2, low=0.5, high=2.0).double().numpy()
    follow(trial, "adagrad", trial.array(2), [g] * 12, lr=0.1)
    follow(trial, "rmsprop", trial.array(2), [g] * 12, lr=0.1, rho=0.7)


@check
def epsilon_is_outside_the_root(trial: Trial) -> None:
    """ε is added to the root, not under it, and it is the ε that was passed."""
    for eps in (0.1, 1.0):
        for name in ("adagrad", "rmsprop"):
            with trial.case(f"{name} with eps={eps}"):
                follow(trial, name, trial.array(3), draw(trial, 3, scale=0.3), lr=0.1, eps=eps)


@check
def small_gradients_meet_the_default_epsilon(trial: Trial) -> None:
    """With the default ε gradients down to 1e-9 are divided as the formula says."""
    for name, scale in (("adagrad", 1e-9), ("rmsprop", 1e-7)):
        with trial.case(f"{name}, gradients near {scale:g}"):
            follow(trial, name, trial.array(3), draw(trial, 3, scale=scale), lr=0.1)


@check
def an_entry_without_gradients_stays(trial: Trial) -> None:
    """Where every gradient so far is zero, the entry keeps its value, and nothing is NaN."""
    for name in ("adagrad", "rmsprop"):
        gradients = draw(trial, 4, steps=3)
        for g in gradients:
            g[1] = 0.0
        gradients[0][2] = 0.0
        with trial.case(name):
            follow(trial, name, trial.array(4), gradients, lr=0.1)


@check
def single_precision_stays_single(trial: Trial) -> None:
    """float32 arrays give float32 parameters and a float32 state."""
    for name in ("adagrad", "rmsprop"):
        follow(trial, name, trial.array(2, 3, dtype="float32"), draw(trial, 2, 3, dtype="float32"), lr=0.05)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Neither function changes the parameters, the gradient or the state it was given; any memory layout is fine."""
    for name in ("adagrad", "rmsprop"):
        theta, g, s = trial.array(3, 2).T, trial.array(3, 2).T, trial.array(3, 2).T ** 2
        before = [one.copy() for one in (theta, g, s)]
        after = trial.after(name, theta, g, s)
        for label, now, old in zip(("theta", "g", "s"), after, before, strict=True):
            trial.same(now, old, what=f"{label} after {name}", relative=0.0)
