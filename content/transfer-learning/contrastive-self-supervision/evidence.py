"""Collapse, the chance level, and which negatives push at which temperature."""

import math

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


def info_nce(a: torch.Tensor, b: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return the loss of matching row i of a with row i of b; both (batch, width) of length one."""
    return functional.cross_entropy(a @ b.T / temperature, torch.arange(len(a)))


@claim
def collapse_is_perfect_without_negatives(evidence: Evidence) -> None:
    """One vector for everything has alignment loss 0 and InfoNCE log N; spread embeddings beat that."""
    for n in (8, 64, 256):
        same = functional.normalize(torch.ones(n, 32, dtype=torch.float64), dim=1)
        spread = functional.normalize(evidence.normal(n, 32), dim=1)
        partner = functional.normalize(spread + evidence.normal(n, 32, scale=0.05), dim=1)
        collapsed, good = float(info_nce(same, same, 0.1)), float(info_nce(spread, partner, 0.1))
        evidence.row(
            batch=n,
            alignment_collapsed=float(((same - same) ** 2).sum(1).mean()),
            alignment_spread=round(float(((spread - partner) ** 2).sum(1).mean()), 3),
            info_nce_collapsed=round(collapsed, 4),
            log_n=round(math.log(n), 4),
            info_nce_spread=round(good, 4),
        )
        evidence.require(abs(collapsed - math.log(n)) < 1e-9, f"Collapsed: {collapsed}.")
        evidence.require(good < 0.5 * collapsed, f"Spread: {good}.")


@claim
def a_small_temperature_picks_the_hardest(evidence: Evidence) -> None:
    """Of 255 negatives the hardest one's share of the push grows as the temperature falls, from about 1/255."""
    a = functional.normalize(evidence.normal(1, 32), dim=1)
    negatives = functional.normalize(evidence.normal(255, 32), dim=1)
    similarity = (negatives @ a.T)[:, 0]
    temperatures, shares = (10.0, 1.0, 0.3, 0.1, 0.03), []
    for temperature in temperatures:
        shares.append(float(torch.softmax(similarity / temperature, 0).amax()))  # the gradient is proportional to this
        evidence.row(temperature=temperature, share_of_hardest=round(shares[-1], 4))
    evidence.require(shares == sorted(shares), f"The shares are {shares}.")
    evidence.require(shares[0] < 0.005 and shares[-1] > 0.1, f"The shares are {shares}.")
    evidence.plot(x="temperature", y="share of the hardest negative", log_x=True)
    evidence.curve("hardest of 255", temperatures, shares)


@claim
def without_a_temperature_the_loss_cannot_fall(evidence: Evidence) -> None:
    """At temperature 1 even a perfect embedding of 256 candidates keeps a loss of 3.5; at 0.1 it can reach zero."""
    n = 256
    for temperature in (1.0, 0.1):
        least = math.log(1 + (n - 1) * math.exp(-2 / temperature))
        drawn = functional.normalize(evidence.normal(n, 32), dim=1)
        seen = float(info_nce(drawn, drawn, temperature))
        evidence.row(temperature=temperature, least_possible=round(least, 4), random_directions=round(seen, 4))
        evidence.require(seen >= least - 1e-9, "The bound is broken.")
        evidence.require(least > 3.5 if temperature == 1.0 else least < 1e-5, f"The bound is {least}.")
