"""Slopes through a chain of activations, units that die in one large step, and GELU below zero."""

import math

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def slope(function, x: torch.Tensor) -> torch.Tensor:  # noqa: ANN001  any activation
    """Differentiate an activation at every entry of x."""
    x = x.clone().requires_grad_()
    function(x).sum().backward()
    return x.grad


@claim
def relu_does_not_shrink_on_active_paths(evidence: Evidence) -> None:
    """Along an active path the slope of ReLU is exactly one; the sigmoid's is never above a quarter."""
    x = evidence.normal(20_000, scale=3.0)
    relu, sigmoid = slope(torch.relu, x), slope(torch.sigmoid, x)
    for layers in (1, 10, 30):
        evidence.row(layers=layers, relu_active=1.0, sigmoid_at_best=0.25**layers)
    evidence.require(set(relu.unique().tolist()) == {0.0, 1.0}, "ReLU has another slope than 0 and 1.")
    evidence.require(sigmoid.max() <= 0.25, f"The sigmoid has a slope of {float(sigmoid.max()):.3f}.")


def dead_after_one_step(evidence: Evidence, rate: float, negative_slope: float) -> tuple[float, float]:
    """Take one step of a given size; return the share of units that are off for all data, and those units' gradient."""
    x = evidence.uniform(500, 20)  # between 0 and 1, as pixels are
    y = 1 + x[:, :1]
    first, second = nn.Linear(20, 100).double(), nn.Linear(100, 1).double()

    def backward() -> torch.Tensor:
        z = first(x)
        first.zero_grad()
        second.zero_grad()
        (second(nn.functional.leaky_relu(z, negative_slope)) - y).square().mean().backward()
        return z.detach()

    backward()
    with torch.no_grad():
        for p in (*first.parameters(), *second.parameters()):
            p.sub_(rate * p.grad)
    dead = (backward() < 0).all(0)
    reach = float(first.weight.grad[dead].abs().max()) if dead.any() else math.nan
    return float(dead.double().mean()), reach


@claim
def one_large_step_kills_units(evidence: Evidence) -> None:
    """One step with a large rate puts many units below zero for all data; they then get no gradient, leaky ones do."""
    rates, shares = (0.0, 0.01, 0.1, 1.0, 10.0), []
    for rate in rates:
        share, reach = dead_after_one_step(evidence, rate, 0.0)
        shares.append(share)
        evidence.row(rate=rate, dead_share=round(share, 3), gradient_of_the_dead=reach if share else "none dead")
        evidence.require(not share or reach == 0.0, f"A dead unit got a gradient of {reach:.1e}.")
    evidence.require(shares[0] < 0.2, f"Before any step {shares[0]:.0%} were dead.")
    evidence.require(shares[-1] > shares[0] + 0.2, f"It rose from {shares[0]:.0%} to {shares[-1]:.0%} only.")
    below, reach = dead_after_one_step(evidence, 10.0, 0.01)
    evidence.row(rate="10, leaky", dead_share=round(below, 3), gradient_of_the_dead=reach)
    evidence.require(below > 0.2 and reach > 0, "The leaky units got no gradient either.")


@claim
def gelu_below_zero(evidence: Evidence) -> None:
    """GELU is x times the normal distribution function, has a gradient below zero, and dips to −0.17 at −0.75."""
    x = torch.linspace(-4, 3, 7_001, dtype=torch.float64)
    gelu = nn.functional.gelu(x)
    by_hand = x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    evidence.require((gelu - by_hand).abs().max() < 1e-12, "The exact GELU is another function.")
    lowest = int(gelu.argmin())
    evidence.row(lowest_value=round(float(gelu[lowest]), 4), at=round(float(x[lowest]), 3))
    evidence.require(abs(float(x[lowest]) + 0.7518) < 2e-3, f"The minimum is at {float(x[lowest]):.3f}.")
    for at in (-3.0, -1.0, -0.3):
        here = float(slope(nn.functional.gelu, torch.tensor([at], dtype=torch.float64)))
        evidence.row(x=at, slope_of_gelu=round(here, 4), slope_of_relu=0.0)
        evidence.require(abs(here) > 1e-3, f"The slope at {at} is {here:.1e}.")
    evidence.plot(x="x", y="activation")
    evidence.curve("ReLU", x[::50], torch.relu(x)[::50])
    evidence.curve("GELU", x[::50], gelu[::50])
