import math

import torch


def start(n, e):
    # The maximum of nothing is -inf, a sum over nothing is 0.
    return torch.full((n,), float("-inf")), torch.zeros(n), torch.zeros(n, e)


def absorb(state, q, k, v, mask=None):
    # A block of keys is a small stream of its own; taking it in is merging two streams.
    scores = q @ k.T / math.sqrt(q.shape[-1])  # (n, m): only this block's scores ever exist
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    top = scores.amax(dim=-1)  # (n,)
    raised = torch.exp(scores - _finite(top)[:, None])  # (n, m), at most 1
    return merge(state, (top, raised.sum(dim=-1), raised @ v))


def merge(a, b):
    (top_a, total_a, mix_a), (top_b, total_b, mix_b) = a, b
    top = torch.maximum(top_a, top_b)  # (n,)
    # Sums that were taken relative to an older maximum are too large by exp(top - old). Both factors are at most 1, so
    # nothing overflows, whatever the scores are.
    shrink_a, shrink_b = torch.exp(top_a - _finite(top)), torch.exp(top_b - _finite(top))
    total = total_a * shrink_a + total_b * shrink_b
    mix = mix_a * shrink_a[:, None] + mix_b * shrink_b[:, None]  # (n, e)
    return top, total, mix


def finish(state):
    _, total, mix = state
    # A query that has seen a key has a total of at least 1: the largest score counts exp(0).
    return mix / total.masked_fill(total == 0, 1.0)[:, None]


def _finite(top):
    # Where no key has been seen, -inf - (-inf) would be NaN. With 0 instead, exp(-inf - 0) is the 0 that is wanted.
    return top.masked_fill(top == float("-inf"), 0.0)
