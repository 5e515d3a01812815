"""Checks of the three activations against Python's math, entry by entry."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, np.dtype[np.float64]]
SHAPES = [(1,), (3,), (2, 3), (3, 1, 4), (0, 2)]


def each(function: Callable[[float], float], x: Array) -> Array:
    """Apply a function of one number to every entry."""
    return np.array([function(value) for value in x.ravel().tolist()], dtype=np.float64).reshape(x.shape)


def logistic(x: float) -> float:
    """1/(1 + e^-x) by way of its logarithm, -log(1 + e^-x)."""
    return math.exp(-math.log1p(math.exp(-x))) if x >= 0 else math.exp(x - math.log1p(math.exp(x)))


def logistic_slope(x: float) -> float:
    """Give e/(1 + e)² with e = exp(-|x|): the slope is even."""
    e = math.exp(-abs(x))
    return e / (1 + e) ** 2


ORACLES: dict[str, Callable[[float], float]] = {
    "relu": lambda x: x if x > 0 else 0.0,
    "relu_grad": lambda x: 1.0 if x > 0 else 0.0,
    "sigmoid": logistic,
    "sigmoid_grad": logistic_slope,
    "tanh": math.tanh,
    "tanh_grad": lambda x: 4 * logistic_slope(2 * x),
}


def compare(trial: Trial, name: str, x: Array) -> None:
    """Compare one function with its oracle; absolutely, since cancellation in 1 - s is allowed."""
    trial.same(trial.call(name, x), each(ORACLES[name], x), scale=1.0, what=f"{name}(x)")


def values(trial: Trial, name: str) -> None:
    """Compare one function on several shapes."""
    for shape in SHAPES:
        compare(trial, name, trial.array(*shape, scale=2.0))
    compare(trial, name, np.array([0.0, 0.5, -0.5, 1.0, -1.0]))


@check
def relu_is_right(trial: Trial) -> None:
    """Relu keeps positive entries and turns the others into 0, for any shape."""
    values(trial, "relu")


@check
def relu_grad_is_right(trial: Trial) -> None:
    """relu_grad is 1.0 for positive x and 0.0 for negative x, in float64."""
    for shape in SHAPES:
        compare(trial, "relu_grad", trial.array(*shape, scale=2.0))


@check
def relu_grad_at_zero_is_zero(trial: Trial) -> None:
    """At x = 0, where ReLU has a kink, relu_grad is 0."""
    x = trial.array(2, 3)
    x[:, 1] = 0.0
    compare(trial, "relu_grad", x)
    compare(trial, "relu_grad", np.array([0.0, -0.0]))


@check
def sigmoid_is_right(trial: Trial) -> None:
    """Sigmoid is 1/(1 + exp(-x)), for any shape."""
    values(trial, "sigmoid")


@check
def sigmoid_grad_is_right(trial: Trial) -> None:
    """sigmoid_grad is the slope at x, where x is the input and not the output."""
    values(trial, "sigmoid_grad")


@check
def tanh_is_right(trial: Trial) -> None:
    """Tanh lies between -1 and 1 and is odd, for any shape."""
    values(trial, "tanh")


@check
def tanh_grad_is_right(trial: Trial) -> None:
    """tanh_grad is the slope at x, where x is the input and not the output."""
    values(trial, "tanh_grad")


@check
def large_inputs_give_the_limits(trial: Trial) -> None:
    """Inputs up to ±1000, next to small ones, give the limits and never NaN."""
    x = np.array([1000.0, -1000.0, 0.3, 400.0, -400.0, 710.5, -710.5])
    trial.dice.shuffle(order := list(range(7)))
    for name in ORACLES:
        compare(trial, name, x[order])


@check
def small_probabilities_keep_their_digits(trial: Trial) -> None:
    """Sigmoid is right to a relative error of 1e-9 down to x = -720, where exp(-x) no longer fits."""
    x = trial.uniform(7, low=-60.0, high=-20.0).double().numpy()
    for label, entries in (("x between -60 and -20", x), ("x = -650, -700, -720", np.array([-650.0, -700.0, -720.0]))):
        seen = trial.call("sigmoid", entries)
        with trial.case(label):
            wanted = each(logistic, entries)
            trial.same(seen, wanted, scale=1.0, what="sigmoid(x)")
            # One entry at a time: the largest must not lend its size to the smallest. The prompt promises 1e-9.
            for index, want in enumerate(wanted.tolist()):
                trial.same(
                    seen[index : index + 1], np.array([want]), relative=1e-9, what=f"sigmoid({entries[index]:g})"
                )


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed and strided arrays are fine."""
    for name in ORACLES:
        compare(trial, name, trial.array(4, 3, 2).transpose(2, 0, 1)[:, ::2])


@check
def leaves_x_alone(trial: Trial) -> None:
    """No function changes x."""
    for name in ORACLES:
        x = trial.array(2, 3, scale=2.0)
        trial.same(trial.after(name, x)[0], x, what=f"x after {name}", relative=0.0)
