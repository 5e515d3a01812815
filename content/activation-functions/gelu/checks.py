"""Checks of GELU against Python's math: erfc for the exact form, the logistic function for the one with tanh."""

import math
from collections.abc import Callable

import torch

from deepdrill.judge.checks import Trial, check

SHAPES: list[tuple[int, ...]] = [(1,), (5,), (2, 3), (3, 1, 4), ()]
FIT = 0.044715


def each(function: Callable[[float], float], x: torch.Tensor) -> torch.Tensor:
    """Apply a function of one number to every entry, in float64."""
    values = [function(value) for value in x.double().flatten().tolist()]
    return torch.tensor(values, dtype=torch.float64).reshape(x.shape).to(x.dtype)


def share(x: float) -> float:
    """Give the standard normal distribution function by way of the complementary error function."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def exact(x: float) -> float:
    """Weigh x."""
    return x * share(x)


def approximate(x: float) -> float:
    """Use (1 + tanh u)/2 = logistic(2u)."""
    u = 2 * math.sqrt(2 / math.pi) * x * (1 + FIT * x * x)
    return x / (1 + math.exp(-u)) if u > -700 else 0.0


def slope(x: float) -> float:
    """Phi(x) + x·phi(x)."""
    return share(x) + x * math.exp(-min(x * x / 2, 700.0)) / math.sqrt(2 * math.pi)


def slope_of_approximation(x: float) -> float:
    """Differentiate x·logistic(2u)."""
    u = 2 * math.sqrt(2 / math.pi) * x * (1 + FIT * x * x)
    inner = 2 * math.sqrt(2 / math.pi) * (1 + 3 * FIT * x * x)
    s = 1 / (1 + math.exp(-u))
    return s + x * s * (1 - s) * inner


def compare(trial: Trial, name: str, x: torch.Tensor, oracle: Callable[[float], float]) -> None:
    """Compare one function, with the errors that the prompt allows."""
    relative = 1e-12 if x.dtype == torch.float64 else 1e-5
    trial.same(trial.call(name, x), each(oracle, x), scale=1.0, relative=relative, what=f"{name}(x)")


def values(trial: Trial, name: str, oracle: Callable[[float], float]) -> None:
    """Compare one function on several shapes."""
    for shape in SHAPES:
        x = trial.normal(*shape, scale=1.5)
        compare(trial, name, x, oracle)
    x = torch.linspace(-3.5, 3.5, 15)
    compare(trial, name, x, oracle)


@check
def gelu_is_right(trial: Trial) -> None:
    """The exact form is x·Φ(x), for any shape."""
    values(trial, "gelu", exact)


@check
def gelu_tanh_is_right(trial: Trial) -> None:
    """The tanh form has √(2/π) outside and 0.044715·x³ inside; it differs from the exact one by up to 5e-4."""
    values(trial, "gelu_tanh", approximate)


@check
def gelu_grad_is_right(trial: Trial) -> None:
    """The derivative of the exact form is Φ(x) + x·φ(x), which dips below 0 on the left and rises above 1."""
    values(trial, "gelu_grad", slope)


@check
def far_out_they_are_zero_and_x(trial: Trial) -> None:
    """At ±10⁴ and ±50, gelu and gelu_tanh are x on the right and 0 on the left; the derivative is 1 and 0."""
    x = torch.tensor([1e4, -1e4, 50.0, -50.0, 12.0, -12.0])
    for name, oracle in (("gelu", exact), ("gelu_tanh", approximate), ("gelu_grad", slope)):
        compare(trial, name, x, oracle)


@check
def gradients_reach_x(trial: Trial) -> None:
    """Autograd through gelu and through gelu_tanh gives the derivative of each."""
    for name, oracle in (("gelu", slope), ("gelu_tanh", slope_of_approximation)):
        for shape in ((4,), (2, 3)):
            x, up = trial.normal(*shape, scale=1.5), trial.normal(*shape)
            found = trial.gradients(name, x, cotangent=up)
            wanted = each(oracle, x.double()) * up.double()
            # x, x³ and the slope of the tanh multiply their errors; 2e-5 is still far below any other formula.
            trial.same(found.inputs[0], wanted.float(), relative=2e-5, scale=1.0, what=f"the gradient of {name}")


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 in, float64 out, with its accuracy."""
    x = trial.normal(3, 4, scale=1.5, dtype=torch.float64)
    for name, oracle in (("gelu", exact), ("gelu_tanh", approximate), ("gelu_grad", slope)):
        compare(trial, name, x, oracle)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """A transposed, non-contiguous x is fine, and x is left as it was."""
    x = trial.normal(4, 3, 2).transpose(0, 2)[:, ::2]
    for name, oracle in (("gelu", exact), ("gelu_tanh", approximate), ("gelu_grad", slope)):
        compare(trial, name, x, oracle)
        trial.same(trial.after(name, x)[0], x, what=f"x after {name}", relative=0.0)
