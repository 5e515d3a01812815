"""One training step taken apart: a matrix product, a likelihood, a chain rule, a curvature."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def one_step_by_fields(evidence: Evidence) -> None:
    """Layer, loss, gradient and step by hand agree with autograd: algebra, probability, calculus, optimisation."""
    x, labels = evidence.normal(32, 6), evidence.integers(32, low=0, high=3)
    w = evidence.normal(6, 3)
    logits = x @ w
    p = torch.softmax(logits, -1)
    loss = -p[torch.arange(32), labels].log().mean()
    gradient = x.T @ (p - torch.nn.functional.one_hot(labels, 3)) / 32
    free = w.clone().requires_grad_()
    automatic = torch.nn.functional.cross_entropy(x @ free, labels)
    slope = torch.autograd.grad(automatic, free)[0]
    lower = torch.nn.functional.cross_entropy(x @ (w - 0.1 * gradient), labels)
    for field, what, gap in (
        ("linear algebra", "logits = X W, 32 by 6 times 6 by 3", 0.0),
        ("probability", "mean of -log p", abs(float(loss - automatic.detach()))),
        ("calculus", "X^T (p - y) / N", float((gradient - slope).abs().max())),
        ("optimisation", "loss falls by", float(loss - lower)),
    ):
        evidence.row(field=field, what=what, gap_or_gain=gap)
    evidence.require(abs(float(loss - automatic.detach())) < 1e-12, "The likelihood is another one.")
    evidence.require((gradient - slope).abs().max() < 1e-12, "The chain rule gives another gradient.")
    evidence.require(lower < loss, "The step did not help.")


@claim
def variance_of_a_sum(evidence: Evidence) -> None:
    """The dot product of two vectors of d independent entries has variance d: why attention divides by its root."""
    for d in (16, 64, 256):
        seen = float((evidence.normal(20_000, d) * evidence.normal(20_000, d)).sum(-1).var())
        evidence.row(d=d, variance=round(seen, 1))
        evidence.require(abs(seen / d - 1) < 0.08, f"At {d} it is {seen:.1f}.")


@claim
def the_largest_eigenvalue_limits_the_rate(evidence: Evidence) -> None:
    """On a quadratic, descent converges just below 2 over the largest eigenvalue and diverges just above."""
    a = evidence.normal(8, 8)
    h = a @ a.T
    top = float(torch.linalg.eigvalsh(h)[-1])
    ends = []
    for share in (0.95, 1.05):
        w = torch.ones(8, dtype=torch.float64)
        begun = float(w @ h @ w)
        for _ in range(200):
            w = w - share * 2 / top * (h @ w)
        ends.append(float(w @ h @ w) / begun)
        evidence.row(rate_times_top_eigenvalue=share * 2, loss_left=ends[-1])
    evidence.require(ends[0] < 1 < ends[1] and math.isfinite(ends[1]), f"They end at {ends}.")
