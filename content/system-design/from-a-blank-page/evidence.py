"""A set encoder and what order does to others, the skew of prices, and what a quantile loss finds."""

import math

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def pooling_ignores_the_order(evidence: Evidence) -> None:
    """Shared encoder and mean give the same vector for any order of the photographs; concatenation and a GRU do not."""
    photos = evidence.normal(10, 16, dtype=torch.float32)
    shuffled = photos[torch.randperm(10, generator=evidence.rng)]
    encode, dense, gru = nn.Linear(16, 8), nn.Linear(160, 8), nn.GRU(16, 8, batch_first=True)
    with torch.no_grad():
        gaps = {
            "encode and average": float((encode(photos).relu().mean(0) - encode(shuffled).relu().mean(0)).abs().max()),
            "concatenate": float((dense(photos.flatten()) - dense(shuffled.flatten())).abs().max()),
            "recurrent": float((gru(photos[None])[1] - gru(shuffled[None])[1]).abs().max()),
        }
    for name, gap in gaps.items():
        evidence.row(how=name, change_by_another_order=gap)
    evidence.require(gaps["encode and average"] < 1e-5, "The mean depends on the order.")
    evidence.require(min(gaps["concatenate"], gaps["recurrent"]) > 1e-3, "The others do not depend on it.")


@claim
def prices_want_a_logarithm(evidence: Evidence) -> None:
    """Prices normal in the logarithm have a mean far above the median, and a tail that dominates the squares."""
    prices = (12.5 + evidence.normal(20_000, scale=0.6)).exp()
    squares = (prices - prices.mean()).square().sort(descending=True).values
    top = float(squares[:200].sum() / squares.sum())
    evidence.row(quantity="mean / median of the price", value=round(float(prices.mean() / prices.median()), 3))
    evidence.row(quantity="share of the squared deviations in the top 1%", value=round(top, 3))
    logs = prices.log()
    square_logs = (logs - logs.mean()).square().sort(descending=True).values
    flat = float(square_logs[:200].sum() / square_logs.sum())
    evidence.row(quantity="the same for the logarithm", value=round(flat, 3))
    evidence.require(prices.mean() > 1.1 * prices.median(), "It is not skewed.")
    evidence.require(top > 0.25 and flat < 0.15, "The tail does not dominate.")


@claim
def the_pinball_loss_finds_quantiles(evidence: Evidence) -> None:
    """The pinball loss at 0.9 is smallest at the 90% quantile; 80% lie between the numbers found for 0.1 and 0.9."""
    y = evidence.normal(4_000).exp()
    candidates = y.sort().values[::20]
    found = {}
    for q in (0.1, 0.5, 0.9):
        e = y[None] - candidates[:, None]
        found[q] = float(candidates[torch.maximum(q * e, (q - 1) * e).mean(1).argmin()])
        evidence.row(quantile=q, minimiser=round(found[q], 3), sample_quantile=round(float(y.quantile(q)), 3))
        evidence.require(math.isclose(found[q], float(y.quantile(q)), rel_tol=0.05), f"It finds {found[q]:.2f}.")
    inside = float(((y > found[0.1]) & (y < found[0.9])).double().mean())
    evidence.row(quantile="between 0.1 and 0.9", minimiser=round(inside, 3), sample_quantile=0.8)
    evidence.require(abs(inside - 0.8) < 0.03, f"{inside:.0%} lie between.")
