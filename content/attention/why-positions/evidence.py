"""What attention knows of order, and what sinusoids, rotations and a causal mask change about it."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

N, D = 6, 16


def layer(evidence: Evidence) -> tuple[torch.Tensor, ...]:
    """Draw the three projections of one layer of self-attention."""
    return tuple(evidence.normal(D, D, scale=D**-0.5) for _ in range(3))


def attend(x: torch.Tensor, weights: tuple[torch.Tensor, ...], *, causal: bool = False) -> torch.Tensor:
    """Run one layer of self-attention with its residual; x: (n, D)."""
    q, k, v = (x @ w for w in weights)
    scores = q @ k.T / math.sqrt(D)
    if causal:
        scores = scores.masked_fill(torch.ones_like(scores, dtype=torch.bool).triu(1), -math.inf)
    return x + torch.softmax(scores, -1) @ v


@claim
def attention_is_permutation_equivariant(evidence: Evidence) -> None:
    """Without positions, permuting the tokens only permutes the outputs; with positions added it changes them."""
    x, weights, order = evidence.normal(N, D), layer(evidence), torch.arange(N - 1, -1, -1)
    positions = evidence.normal(N, D)
    for name, added in (("none", torch.zeros(N, D)), ("added", positions)):
        one, other = attend(x + added, weights)[order], attend(x[order] + added, weights)
        change = float((one - other).abs().max())
        evidence.row(positions=name, change_beyond_the_permutation=change)
        evidence.require((change < 1e-12) == (name == "none"), f"With positions {name} the change is {change:.1e}.")


@claim
def sinusoids_shift_by_rotation(evidence: Evidence) -> None:
    """One rotation, the same at every position, carries a sinusoidal position into the one k places later."""
    pairs, k = 8, 5
    rates = 10_000.0 ** -(torch.arange(pairs, dtype=torch.float64) / pairs)
    angles = torch.arange(50, dtype=torch.float64)[:, None] * rates
    waves = torch.stack((angles.sin(), angles.cos()), -1)  # (position, pair, 2)
    c, s = (k * rates).cos(), (k * rates).sin()
    turn = torch.stack((torch.stack((c, s), -1), torch.stack((-s, c), -1)), -2)  # (pair, 2, 2)
    error = float((torch.einsum("pij,npj->npi", turn, waves)[:-k] - waves[k:]).abs().max())
    evidence.row(shift=k, largest_error=error)
    evidence.require(error < 1e-12, f"The rotation misses by {error:.1e}.")


def rotate(x: torch.Tensor, position: int) -> torch.Tensor:
    """Turn each pair of entries by the position times the pair's rate."""
    pairs = x.view(-1, 2)
    angle = position * 10_000.0 ** -(torch.arange(len(pairs), dtype=torch.float64) / len(pairs))
    a, b = pairs.unbind(-1)
    return torch.stack((a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()), -1).flatten()


@claim
def rotary_scores_see_only_the_distance(evidence: Evidence) -> None:
    """With rotated queries and keys a score depends on m − n only; with positions added it depends on both."""
    q, k = evidence.normal(D), evidence.normal(D)
    table = evidence.normal(200, D)
    turned, added = [], []
    for n in (0, 3, 50, 190):
        m = n + 4
        turned.append(float(rotate(q, m) @ rotate(k, n)))
        added.append(float((q + table[m]) @ (k + table[n])))
        evidence.row(query_at=m, key_at=n, score_rotated=turned[-1], score_with_added_vectors=added[-1])
    evidence.require(max(turned) - min(turned) < 1e-9, f"The rotated scores differ: {turned}.")
    evidence.require(max(added) - min(added) > 0.1, "The scores with added vectors do not differ.")
    other = float(rotate(q, 9) @ rotate(k, 0))
    evidence.require(abs(other - turned[0]) > 1e-6, "Another distance gives the same score.")


@claim
def a_causal_mask_breaks_the_symmetry_from_the_second_layer(evidence: Evidence) -> None:
    """Causal, without positions: the last output ignores the order of what came before in one layer, not in two."""
    x, order = evidence.normal(N, D), torch.tensor([3, 1, 4, 0, 2, 5])  # the last token stays last
    first, second = layer(evidence), layer(evidence)
    one = attend(x, first, causal=True)[-1] - attend(x[order], first, causal=True)[-1]
    deep = [attend(attend(tokens, first, causal=True), second, causal=True)[-1] for tokens in (x, x[order])]
    two = deep[0] - deep[1]
    for layers, change in ((1, one), (2, two)):
        evidence.row(layers=layers, change_of_the_last_output=float(change.abs().max()))
    evidence.require(float(one.abs().max()) < 1e-12, "One layer tells the order.")
    evidence.require(float(two.abs().max()) > 1e-3, "Two layers do not tell the order.")
