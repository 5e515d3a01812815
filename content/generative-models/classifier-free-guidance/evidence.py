"""Two classes on a line: what the guided prediction follows, and what the scale does to the spread."""

import torch

from deepdrill.lab.evidence import Evidence, claim

GRID = torch.linspace(-8, 12, 4001, dtype=torch.float64)
SPREAD = 1.2


def log_given(x: torch.Tensor, mean: float) -> torch.Tensor:
    """Return log p(x|c) for a class at `mean`, without its constant."""
    return -((x - mean) ** 2) / (2 * SPREAD**2)


def log_all(x: torch.Tensor) -> torch.Tensor:
    """Return log p(x) for classes at -1 and 1 with equal chances."""
    return torch.logaddexp(log_given(x, -1.0), log_given(x, 1.0))


@claim
def the_difference_is_a_classifier(evidence: Evidence) -> None:
    """Score without + w (score with - score without) is the gradient of log p(x) + w log p(c|x), for every w."""
    x = evidence.normal(200, scale=2.0).requires_grad_()
    (with_,) = torch.autograd.grad(log_given(x, 1.0).sum(), x)
    (without,) = torch.autograd.grad(log_all(x).sum(), x)
    for w in (0.0, 1.0, 3.0, 7.5):
        by_bayes = log_all(x) + w * (log_given(x, 1.0) - log_all(x))  # the bracket is log p(c|x) and a constant
        sigmoid = log_all(x) + w * torch.nn.functional.logsigmoid(2 * x / SPREAD**2)
        (target,) = torch.autograd.grad(sigmoid.sum(), x, retain_graph=True)
        gap = float((without + w * (with_ - without) - target).abs().max())
        other = float((by_bayes - sigmoid).detach().std())
        evidence.row(scale=w, gap=gap)
        evidence.require(gap < 1e-9, f"At scale {w} they differ by {gap}.")
        evidence.require(other < 1e-9, "The bracket is not the classifier's log probability.")


@claim
def a_large_scale_costs_variety(evidence: Evidence) -> None:
    """p(x) p(c|x)^w: with a growing scale the samples move away from the other class and spread less."""
    scales, centres, spreads = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0), [], []
    for w in scales:
        p = torch.softmax(log_all(GRID) + w * (log_given(GRID, 1.0) - log_all(GRID)), 0)
        centres.append(float((p * GRID).sum()))
        spreads.append(float((p * (GRID - centres[-1]) ** 2).sum().sqrt()))
        evidence.row(scale=w, centre=round(centres[-1], 3), spread=round(spreads[-1], 3))
    evidence.require(centres == sorted(centres), f"The centres are {centres}.")
    evidence.require(spreads == sorted(spreads, reverse=True), f"The spreads are {spreads}.")
    evidence.require(
        abs(centres[1] - 1) < 1e-3 and abs(spreads[1] - SPREAD) < 1e-3, "A scale of one is not the class itself."
    )
    evidence.require(spreads[-1] < 0.75 * spreads[1], f"At 16 the spread is still {spreads[-1]:.2f}.")
    evidence.plot(x="guidance scale", y="centre and spread")
    evidence.curve("centre", scales, centres)
    evidence.curve("spread", scales, spreads)
