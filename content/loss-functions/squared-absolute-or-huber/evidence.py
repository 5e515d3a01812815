"""What each loss predicts, what one outlier does to it, and the gradient of Huber."""

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


@claim
def mean_median_and_between(evidence: Evidence) -> None:
    """On skewed times the best constant is the mean for squares, the median for absolute error, between for Huber."""
    times = 20 + 15 * (0.9 * evidence.normal(4_001)).exp()  # minutes, with a long tail
    grid = torch.linspace(20, 80, 6_001, dtype=torch.float64)
    best = {}
    for name, loss in (("squared", F.mse_loss), ("absolute", F.l1_loss), ("Huber, δ = 10", F.huber_loss)):
        extra = {"delta": 10.0} if name.startswith("Huber") else {}
        mean = torch.stack([loss(g.expand_as(times), times, **extra) for g in grid[::20]])
        best[name] = float(grid[::20][mean.argmin()])
        evidence.row(loss=name, best_constant=round(best[name], 1))
    middle, average = float(times.median()), float(times.mean())
    evidence.row(loss="median and mean of the data", best_constant=f"{middle:.1f} and {average:.1f}")
    evidence.require(abs(best["squared"] - average) < 0.3, "Squared error does not predict the mean.")
    evidence.require(abs(best["absolute"] - middle) < 0.5, "Absolute error does not predict the median.")
    evidence.require(middle < best["Huber, δ = 10"] < average, "Huber is not between them.")


def slope_of_fit(x: torch.Tensor, y: torch.Tensor, loss: str) -> float:
    """Fit y = a + b x by gradient descent with a falling rate; return b."""
    w = torch.zeros(2, dtype=torch.float64)
    rows = torch.stack((torch.ones_like(x), x), 1)
    for step in range(1_500):
        e = rows @ w - y
        psi = {"squared": e, "absolute": e.sign(), "Huber": e.clamp(-1, 1)}[loss]
        w = w - 0.5 / (1 + step / 100) * (rows * psi[:, None]).mean(0)
    return float(w[1])


@claim
def one_outlier_moves_only_the_squares(evidence: Evidence) -> None:
    """A single far-off row of 100 turns the line fitted by squares; those by absolute error and Huber hardly move."""
    x = torch.linspace(-1, 1, 100, dtype=torch.float64)
    clean = 2 * x + evidence.normal(100, scale=0.3)
    spoilt = clean.clone()
    spoilt[-1] += 100
    for loss in ("squared", "absolute", "Huber"):
        before, after = slope_of_fit(x, clean, loss), slope_of_fit(x, spoilt, loss)
        evidence.row(loss=loss, slope_without=round(before, 2), slope_with_one_outlier=round(after, 2))
        moved = abs(after - before)
        evidence.require(moved > 2 if loss == "squared" else moved < 0.2, f"{loss} moved by {moved:.2f}.")


@claim
def huber_clips_the_gradient(evidence: Evidence) -> None:
    """Huber's gradient is the error clipped to ±δ; the square's grows without bound, the absolute value's is ±1."""
    delta = 1.5
    e = torch.linspace(-5, 5, 201, dtype=torch.float64)
    slopes = {}
    for name, loss in (
        ("half the square", lambda v: v.square().sum() / 2),
        ("absolute", lambda v: v.abs().sum()),
        ("Huber, δ = 1.5", lambda v: F.huber_loss(v, torch.zeros_like(v), reduction="sum", delta=delta)),
    ):
        v = e.clone().requires_grad_()
        loss(v).backward()
        slopes[name] = v.grad
        evidence.row(loss=name, gradient_at_minus_5=float(v.grad[0]), at_0_1=round(float(v.grad[102]), 3))
        evidence.curve(name, e, v.grad)
    evidence.plot(x="error", y="gradient")
    apart = (slopes["Huber, δ = 1.5"] - e.clamp(-delta, delta)).abs().max()
    evidence.require(apart < 1e-12, f"Huber's gradient is off by {float(apart):.1e}.")
    evidence.require(set(slopes["absolute"].unique().tolist()) <= {-1.0, 0.0, 1.0}, "The absolute value is not ±1.")
