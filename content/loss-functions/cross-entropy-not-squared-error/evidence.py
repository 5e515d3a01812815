"""What both losses do to a confident mistake, where they are convex, and that both want the true probability."""

import math

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


def gradients(z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Differentiate both losses for label one with respect to the logit."""
    a, b = z.clone().requires_grad_(), z.clone().requires_grad_()
    F.binary_cross_entropy_with_logits(a, torch.ones_like(a), reduction="sum").backward()
    (torch.sigmoid(b) - 1).square().sum().backward()
    return a.grad, b.grad


@claim
def only_one_gradient_survives(evidence: Evidence) -> None:
    """For label one, cross-entropy has the gradient p − 1; squared error 2(p − 1)p(1 − p), nearly zero if p is."""
    z = evidence.normal(5_000, scale=4.0)
    p = torch.sigmoid(z)
    cross, squared = gradients(z)
    evidence.require((cross - (p - 1)).abs().max() < 1e-12, "The cross-entropy's gradient is not p − y.")
    evidence.require((squared - 2 * (p - 1) * p * (1 - p)).abs().max() < 1e-12, "Squared error has another gradient.")
    line = torch.linspace(-10, 10, 201, dtype=torch.float64)
    cross, squared = gradients(line)
    for at in (0, 31, 54, 100):  # logits of −10, −6.9, −4.6, 0
        evidence.row(
            p=round(float(torch.sigmoid(line[at])), 5),
            cross_entropy=round(float(cross[at]), 4),
            squared_error=round(float(squared[at]), 4),
        )
    evidence.require(abs(float(cross[31])) > 300 * abs(float(squared[31])), "At p = 0.001 they are alike.")
    evidence.plot(x="logit, label is one", y="size of the gradient")
    evidence.curve("cross-entropy", line, cross.abs())
    evidence.curve("squared error", line, squared.abs())


@claim
def a_confident_mistake_is_left_late(evidence: Evidence) -> None:
    """From a logit of −8, label one, descent takes tens of steps on cross-entropy, thousands on squared error."""
    steps = {}
    for name in ("cross-entropy", "squared error"):
        z, taken = -8.0, 0
        while z < 0 and taken < 20_000:
            p = 1 / (1 + math.exp(-z))
            z -= 0.5 * ((p - 1) if name == "cross-entropy" else 2 * (p - 1) * p * (1 - p))
            taken += 1
        steps[name] = taken
        evidence.row(loss=name, steps_until_it_is_right=taken)
    evidence.require(steps["cross-entropy"] < 50, f"Cross-entropy took {steps['cross-entropy']} steps.")
    evidence.require(steps["squared error"] > 1_000, f"Squared error took only {steps['squared error']} steps.")


@claim
def both_want_the_true_probability(evidence: Evidence) -> None:
    """If the label is one with probability q, both losses are smallest on average at the output q: both are proper."""
    p = torch.linspace(0.001, 0.999, 999, dtype=torch.float64)
    for q in (0.1, 0.37, 0.9):
        cross = -q * p.log() - (1 - q) * (1 - p).log()
        squared = q * (1 - p) ** 2 + (1 - q) * p**2
        best = (float(p[cross.argmin()]), float(p[squared.argmin()]))
        evidence.row(true_probability=q, cross_entropy=round(best[0], 3), squared_error=round(best[1], 3))
        evidence.require(max(abs(one - q) for one in best) < 2e-3, f"The best outputs for q = {q} are {best}.")


@claim
def only_one_is_convex(evidence: Evidence) -> None:
    """In the logit, cross-entropy is convex, its second derivative is never negative; squared error is not convex."""
    z = torch.linspace(-6, 6, 1_201, dtype=torch.float64)
    step = float(z[1] - z[0])
    lowest = {}
    for name, loss in (
        ("cross-entropy", F.softplus(-z)),
        ("squared error", (torch.sigmoid(z) - 1).square()),
    ):
        second = (loss[2:] - 2 * loss[1:-1] + loss[:-2]) / step**2
        lowest[name] = float(second.min())
        evidence.row(loss=name, smallest_second_derivative=lowest[name])
    evidence.require(lowest["cross-entropy"] > 0, "The cross-entropy is not convex.")
    evidence.require(lowest["squared error"] < -0.05, "The squared error is convex.")
