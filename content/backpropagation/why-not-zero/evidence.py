"""Units that start equal and stay equal, zeros that let no error through, and models that may start at zero."""

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim

WIDTH = 32


def data(evidence: Evidence) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points labelled by a circle around the origin; no line separates them."""
    x = evidence.normal(300, 2)
    return x, (x.square().sum(1) > 1.4).double()


def train(
    evidence: Evidence, w1: torch.Tensor, w2: torch.Tensor, steps: int = 300
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """Train a tanh network by mini-batch gradient descent; return both weights and the training accuracy."""
    x, y = data(evidence)
    everything = [w1.clone(), torch.zeros(WIDTH, dtype=x.dtype), w2.clone(), torch.zeros(1, dtype=x.dtype)]
    for p in everything:
        p.requires_grad_()
    a, b, c, d = everything
    for _ in range(steps):
        rows = evidence.integers(64, low=0, high=300)
        z = torch.tanh(x[rows] @ a + b) @ c + d
        slopes = torch.autograd.grad(F.binary_cross_entropy_with_logits(z, y[rows]), everything)
        with torch.no_grad():
            for p, slope in zip(everything, slopes, strict=True):
                p.sub_(0.5 * slope)
    with torch.no_grad():
        right = ((torch.tanh(x @ a + b) @ c + d > 0) == y.bool()).double().mean()
    return a.detach(), c.detach(), float(right)


@claim
def equal_units_stay_equal(evidence: Evidence) -> None:
    """After 300 noisy steps from a constant start all 32 units are still the same; from a random start they differ."""
    constant = torch.full((2, WIDTH), 0.3, dtype=torch.float64), torch.full((WIDTH,), 0.3, dtype=torch.float64)
    drawn = evidence.normal(2, WIDTH, scale=0.7), evidence.normal(WIDTH, scale=WIDTH**-0.5)
    accuracy = {}
    for name, start in (("constant 0.3", constant), ("random", drawn)):
        w1, _, accuracy[name] = train(evidence, *start)
        spread = float((w1 - w1[:, :1]).abs().max())
        rank = int(torch.linalg.matrix_rank(w1))
        evidence.row(start=name, largest_difference_of_units=spread, rank=rank, accuracy=round(accuracy[name], 3))
        evidence.require((spread < 1e-12) == (name == "constant 0.3"), f"{name}: the units differ by {spread:.1e}.")
    gained = accuracy["random"] - accuracy["constant 0.3"]
    evidence.require(gained > 0.1, f"The random start is only {gained:.2f} more accurate.")


@claim
def from_zeros_only_the_output_bias_learns(evidence: Evidence) -> None:
    """From zero weights both weight matrices have gradients of exactly zero, at every step: none of them ever moves."""
    zeros = torch.zeros(2, WIDTH, dtype=torch.float64), torch.zeros(WIDTH, dtype=torch.float64)
    w1, w2, right = train(evidence, *zeros)
    evidence.row(
        largest_hidden_weight=float(w1.abs().max()), largest_output_weight=float(w2.abs().max()), accuracy=right
    )
    evidence.require(w1.abs().max() == 0 == w2.abs().max(), "A weight has moved.")
    evidence.require(right < 0.6, f"Without any weight the accuracy is {right:.2f}.")


@claim
def a_logistic_regression_may_start_at_zero(evidence: Evidence) -> None:
    """From zero and from random weights a logistic regression arrives at the same weights."""
    x = evidence.normal(400, 3)
    y = (x @ torch.tensor([1.0, -2.0, 0.5], dtype=x.dtype) + evidence.normal(400) > 0).double()
    reached = []
    for name, start in (("zero", torch.zeros(3, dtype=x.dtype)), ("random", evidence.normal(3))):
        w = start
        for _ in range(600):
            w = w - 2.0 * x.T @ (torch.sigmoid(x @ w) - y) / len(y)
        reached.append(w)
        evidence.row(start=name, weights=", ".join(f"{float(one):.4f}" for one in w))
    apart = float((reached[0] - reached[1]).abs().max())
    evidence.require(apart < 1e-4, f"They end {apart:.1e} apart.")
    evidence.require(reached[0].abs().max() > 0.5, "It did not learn from zero.")
