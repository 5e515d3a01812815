"""Checks of initialization: exact fans, and statistics of many entries within six standard errors."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

LINEAR = (120, 200)
CONV = (40, 24, 3, 5)
SHARE = {"normal": math.erf(math.sqrt(0.5)), "uniform": math.sqrt(1 / 3)}  # of entries within one standard deviation
SPREAD = {"normal": 2.0, "uniform": 0.8}  # variance of the sample variance, in σ⁴/n: the kurtosis minus one


def spread_of(kind: str, shape: tuple[int, ...], mode: str = "fan_in", gain: float = 1.0) -> float:
    """Give the standard deviation asked for, by counting uses in a list of kernel positions."""
    positions = len(torch.zeros(1, 1, *shape[2:]).flatten())
    into, out = shape[1] * positions, shape[0] * positions
    if kind == "xavier_":
        return gain / math.sqrt((into + out) / 2)
    return math.sqrt(2) / math.sqrt(into if mode == "fan_in" else out)


def filled(trial: Trial, name: str, shape: tuple[int, ...], dtype: torch.dtype, *args: Any, **kwargs: Any) -> Any:
    """Fill a leaf over there, and give what it holds afterwards."""
    there = trial.place(torch.full(shape, 7.0, dtype=dtype, requires_grad=True))
    trial.call(name, there, *args, random=True, **kwargs)
    w = there.read()
    trial.require(
        isinstance(w, torch.Tensor) and tuple(w.shape) == shape and w.dtype == dtype and bool((w != 7).any()),
        f"{name} left w as it was: fill it in place.",
        seen=w,
    )
    return w.detach()


def judge(trial: Trial, w: torch.Tensor, std: float, distribution: str) -> None:
    """Compare mean, variance and shape of the distribution, each within six standard errors."""
    entries = w.double().flatten()
    n = len(entries)
    trial.require(
        abs(float(entries.mean())) < 6 * std / math.sqrt(n), f"The mean is {float(entries.mean()):.4g}, not 0.", seen=w
    )
    ratio = float(entries.square().mean()) / std**2
    trial.require(
        abs(ratio - 1) < 6 * math.sqrt(SPREAD[distribution] / n),
        f"The standard deviation is {math.sqrt(ratio) * std:.4g} where {std:.4g} is expected.",
        seen=w,
    )
    inside = float((entries.abs() < std).double().mean())
    error = math.sqrt(SHARE[distribution] * (1 - SHARE[distribution]) / n)
    trial.require(abs(inside - SHARE[distribution]) < 6 * error, f"The entries are not {distribution}.", seen=w)
    trial.require(len(entries.unique()) > 0.9 * n, "Many entries are alike: draw each on its own.", seen=w)


@check
def fans_are_right(trial: Trial) -> None:
    """(out, in) gives in and out; a convolution multiplies both by its kernel positions."""
    for kernel in ((), (3,), (3, 5), (2, 3, 4), (1, 1)):
        out, into = trial.size(2, 9), trial.size(10, 20)
        positions = math.prod(kernel)
        trial.same(trial.call("fans", (out, into, *kernel)), (into * positions, out * positions), what="fans(shape)")
    trial.same(trial.call("fans", (1, 1)), (1, 1), what="fans((1, 1))")


@check
def xavier_uniform_is_right(trial: Trial) -> None:
    """By default Xavier is uniform, with the variance 2/(fan_in + fan_out)."""
    for shape in (LINEAR, CONV):
        judge(trial, filled(trial, "xavier_", shape, torch.float32), spread_of("xavier_", shape), "uniform")


@check
def xavier_normal_is_right(trial: Trial) -> None:
    """The same variance with a normal distribution."""
    for shape in (LINEAR, CONV):
        w = filled(trial, "xavier_", shape, torch.float32, distribution="normal")
        judge(trial, w, spread_of("xavier_", shape), "normal")


@check
def gain_multiplies_the_deviation(trial: Trial) -> None:
    """`gain` multiplies the standard deviation of both distributions."""
    for distribution in ("uniform", "normal"):
        gain = trial.dice.choice((5 / 3, 0.5))
        w = filled(trial, "xavier_", LINEAR, torch.float32, distribution, gain)
        judge(trial, w, spread_of("xavier_", LINEAR, gain=gain), distribution)


@check
def he_normal_is_right(trial: Trial) -> None:
    """By default He is normal, with the variance 2/fan_in."""
    for shape in (LINEAR, CONV):
        judge(trial, filled(trial, "he_", shape, torch.float32), spread_of("he_", shape), "normal")


@check
def he_uniform_is_right(trial: Trial) -> None:
    """The same variance with a uniform distribution."""
    for shape in (LINEAR, CONV):
        w = filled(trial, "he_", shape, torch.float32, distribution="uniform")
        judge(trial, w, spread_of("he_", shape), "uniform")


@check
def the_mode_chooses_the_fan(trial: Trial) -> None:
    """mode="fan_out" divides by fan_out."""
    for shape in (LINEAR, CONV):
        w = filled(trial, "he_", shape, torch.float32, mode="fan_out")
        judge(trial, w, spread_of("he_", shape, "fan_out"), "normal")


@check
def fills_in_place(trial: Trial) -> None:
    """A leaf that requires gradients is filled itself and returned, keeps its dtype and still requires gradients."""
    for name, distribution in (("xavier_", "uniform"), ("xavier_", "normal"), ("he_", "uniform"), ("he_", "normal")):
        there = trial.place(torch.full((6, 5), 7.0, dtype=torch.float64, requires_grad=True))
        result = trial.call(name, there, distribution, random=True)
        w = there.read()
        trial.require(isinstance(w, torch.Tensor) and bool((w != 7).all()), f"{name} left w as it was.", seen=w)
        trial.require(w.dtype == torch.float64, "w has changed its dtype.", seen=w)
        trial.require(there.read("requires_grad") is True, "w no longer requires gradients.", seen=w)
        trial.require(there.read("is_leaf") is True, "w is no leaf any more: fill it under no_grad.", seen=w)
        trial.require(
            isinstance(result, torch.Tensor) and result.shape == w.shape and torch.equal(result.detach(), w.detach()),
            f"{name} must return w.",
            seen=result,
        )
        held = trial.make(name, there, distribution)
        trial.require(held.read("requires_grad") is True, f"{name} must return w itself, not a detached view of it.")


@check
def wrong_uses_are_refused(trial: Trial) -> None:
    """Fewer than two dimensions, and unknown distributions and modes, raise ValueError."""
    trial.raises("ValueError", "fans", (4,))
    trial.raises("ValueError", "fans", ())
    w = trial.normal(4, 3)
    trial.raises("ValueError", "xavier_", trial.normal(4))
    trial.raises("ValueError", "xavier_", w, "gaussian")
    trial.raises("ValueError", "he_", w, "gaussian")
    trial.raises("ValueError", "he_", w, "normal", "fan_avg")
