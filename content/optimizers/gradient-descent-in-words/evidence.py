"""Steps on a parabola, the direction of the gradient, and a start that decides where one ends."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_rate_decides(evidence: Evidence) -> None:
    """On a parabola of curvature 1, descent crawls at 0.01, arrives at 0.5, swings at 1.9 and moves away at 2.1."""
    evidence.plot(x="step", y="distance from the minimum", log_y=True)
    ends = {}
    for rate in (0.01, 0.5, 1.9, 2.1):
        w, path = 1.0, [1.0]
        for _ in range(40):
            w -= rate * w
            path.append(abs(w))
        ends[rate] = path[-1]
        evidence.row(learning_rate=rate, distance_after_40_steps=path[-1])
        evidence.curve(f"rate {rate}", range(41), [max(p, 1e-13) for p in path])
    evidence.require(ends[0.01] > 0.5, "It did not crawl.")
    evidence.require(ends[0.5] < 1e-9 and ends[1.9] < 0.1, "It did not arrive.")
    evidence.require(ends[2.1] > 10, "It did not move away.")


@claim
def the_gradient_points_uphill(evidence: Evidence) -> None:
    """Of 1,000 random directions none raises the loss faster than the gradient, and its opposite lowers it fastest."""
    w = evidence.normal(6).requires_grad_()
    a = evidence.normal(6, 6)
    loss = (torch.tanh(a @ w)).square().sum() + 0.1 * w.square().sum()
    slope = torch.autograd.grad(loss, w)[0]
    ways = evidence.normal(1_000, 6)
    ways = ways / ways.norm(dim=1, keepdim=True)
    rises = ways @ slope
    evidence.row(
        steepest_rise_found=round(float(rises.max()), 4),
        rise_along_the_gradient=round(float(slope.norm()), 4),
        steepest_fall_found=round(float(rises.min()), 4),
    )
    evidence.require(rises.abs().max() <= slope.norm() + 1e-12, "A direction is steeper than the gradient.")


@claim
def the_start_decides_the_end(evidence: Evidence) -> None:
    """On a curve with two valleys of different depth, descent ends in the one whose slope it stands on."""
    ends = []
    for start in (-2.0, -0.5, 0.5, 2.0):
        w = start
        for _ in range(2_000):
            w -= 0.01 * (w**3 - w + 0.2)  # the slope of w^4/4 - w^2/2 + 0.2 w
        height = w**4 / 4 - w**2 / 2 + 0.2 * w
        ends.append((w, height))
        evidence.row(start=start, end=round(w, 3), height=round(height, 3))
    evidence.require(math.isclose(ends[0][0], ends[1][0], abs_tol=1e-3) and ends[0][0] < 0, "The left starts part.")
    evidence.require(ends[2][0] > 0 and ends[2][1] > ends[0][1] + 0.1, "The right starts find the deeper valley too.")
