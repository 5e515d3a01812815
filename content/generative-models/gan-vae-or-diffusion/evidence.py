"""Fit one bell to two peaks by both directions of the KL divergence, and see what a squared error makes of them."""

import torch

from deepdrill.lab.evidence import Evidence, claim

GRID = torch.linspace(-6, 6, 241, dtype=torch.float64)


def bell(mean: float, spread: float) -> torch.Tensor:
    """Return a normal density on the grid, summing to one."""
    p = torch.exp(-((GRID - mean) ** 2) / (2 * spread**2))
    return p / p.sum()


@claim
def likelihood_covers_and_the_reverse_seeks(evidence: Evidence) -> None:
    """One bell for two peaks at ±2: maximum likelihood spreads over both, the reverse divergence sits on one."""
    data = (bell(-2, 0.5) + bell(2, 0.5)) / 2
    best = {}
    for name in ("likelihood, KL(data, model)", "reverse, KL(model, data)"):
        lowest = (float("inf"), 0.0, 0.0)
        for mean in [k / 4 for k in range(-12, 13)]:
            for spread in [k / 10 for k in range(2, 31)]:
                q = bell(mean, spread) + 1e-30
                p = data + 1e-30
                value = float((p * (p / q).log()).sum() if name.startswith("like") else (q * (q / p).log()).sum())
                lowest = min(lowest, (value, mean, spread))
        best[name] = lowest
        evidence.row(objective=name, mean=lowest[1], spread=lowest[2])
    cover, seek = best.values()
    evidence.require(cover[1] == 0 and cover[2] > 1.8, f"Likelihood chose {cover}.")
    evidence.require(abs(seek[1]) == 2 and seek[2] < 0.7, f"The reverse chose {seek}.")
    evidence.plot(x="x", y="probability")
    evidence.curve("data", GRID.tolist(), data.tolist())
    evidence.curve("likelihood", GRID.tolist(), bell(cover[1], cover[2]).tolist())
    evidence.curve("reverse", GRID.tolist(), bell(seek[1], seek[2]).tolist())


@claim
def a_squared_error_averages(evidence: Evidence) -> None:
    """If a pixel is 0 or 1 with equal chances, the least squared error is at 0.5: grey, which never occurs."""
    pixels = evidence.integers(4_000, low=0, high=2).double()
    outputs = [k / 100 for k in range(101)]
    errors = [float(((pixels - out) ** 2).mean()) for out in outputs]
    best = outputs[errors.index(min(errors))]
    evidence.row(best_output=best, error=round(min(errors), 4), error_of_black=round(errors[0], 4))
    evidence.require(0.45 < best < 0.55, f"The best output is {best}.")
    evidence.plot(x="output", y="mean squared error")
    evidence.curve("error", outputs, errors)
