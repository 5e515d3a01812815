"""Other weights with the same output, a large weight without effect, and positions that are no longer their words."""

import torch

from deepdrill.lab.evidence import Evidence, claim

TOKENS, WIDTH = 12, 4


@claim
def other_weights_same_output(evidence: Evidence) -> None:
    """With 12 tokens and values of width 4, quite different attention weights give exactly the same output."""
    values = evidence.normal(TOKENS, WIDTH)
    weights = torch.softmax(evidence.normal(TOKENS), 0)
    fixed = torch.cat((values, torch.ones(TOKENS, 1, dtype=torch.float64)), 1).T  # keep the output and the sum
    free = torch.linalg.svd(fixed).Vh[WIDTH + 1 :]  # directions that change neither
    best = 0.0
    for _ in range(300):
        direction = evidence.normal(len(free)) @ free
        falling = direction < 0
        step = float((weights[falling] / -direction[falling]).amin())  # as far as no weight turns negative
        other = (weights + step * direction).clamp(min=0)
        if float((other - weights).abs().sum()) / 2 > best:
            best, kept = float((other - weights).abs().sum()) / 2, other
    gap = float((kept @ values - weights @ values).abs().max())
    evidence.row(distance_between_maps=round(best, 3), sum=round(float(kept.sum()), 6), gap_of_outputs=gap)
    evidence.require(gap < 1e-9 and abs(float(kept.sum()) - 1) < 1e-9, f"The output changed by {gap}.")
    evidence.require(best > 0.2, f"The farthest map found moves only {best:.2f} of the weight.")


@claim
def a_large_weight_without_effect(evidence: Evidence) -> None:
    """A token with 60% of the attention and a tiny value changes the output less than one with 3% and a large value."""
    weights = torch.full((TOKENS,), 0.37 / 10, dtype=torch.float64)
    weights[0], weights[1] = 0.60, 0.03
    values = evidence.normal(TOKENS, WIDTH, scale=0.3)
    values[0] = 0.001 * torch.ones(WIDTH, dtype=torch.float64)
    values[1] = 5.0 * torch.ones(WIDTH, dtype=torch.float64)
    effects = []
    for token in (0, 1):
        erased = values.clone()
        erased[token] = 0.0
        effects.append(float((weights @ values - weights @ erased).norm()))
        evidence.row(token=token, weight=float(weights[token]), effect_of_erasing_its_value=round(effects[-1], 4))
    evidence.require(effects[1] > 50 * effects[0], f"The effects are {effects}.")


@claim
def positions_become_mixtures(evidence: Evidence) -> None:
    """After a few layers of attention with a residual path, a position holds less than half of its own word."""
    own = torch.eye(TOKENS, dtype=torch.float64)  # row i: the shares of the words in position i
    layers, shares = range(7), [1.0]
    for _ in range(6):
        attention = torch.softmax(evidence.normal(TOKENS, TOKENS), -1)
        own = 0.5 * own + 0.5 * attention @ own
        shares.append(float(own.diagonal().mean()))
    for layer, share in zip(layers, shares, strict=True):
        evidence.row(layer=layer, share_of_own_word=round(share, 3))
    evidence.require(shares[2] < 0.5 and shares == sorted(shares, reverse=True), f"The shares are {shares}.")
    evidence.plot(x="layer", y="share of its own word")
    evidence.curve("mean over positions", layers, shares)
