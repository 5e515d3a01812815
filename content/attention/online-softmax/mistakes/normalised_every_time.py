# /// mistake
# fails = "one_block_is_the_softmax"
# says = "You divided the mixture by the total after each block: the state keeps it undivided, and only finish divides."
# ///
import math

import torch


def start(n, e):
    return torch.full((n,), float("-inf")), torch.zeros(n), torch.zeros(n, e)


def absorb(state, q, k, v, mask=None):
    top, total, mix = state
    scores = q @ k.T / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    new_top = torch.maximum(top, scores.amax(dim=-1))
    safe = new_top.masked_fill(new_top == float("-inf"), 0.0)
    shrink = torch.exp(top - safe)
    raised = torch.exp(scores - safe[:, None])
    new_total = total * shrink + raised.sum(dim=-1)
    new_mix = (mix * total[:, None] * shrink[:, None] + raised @ v) / new_total.clamp_min(1e-30)[:, None]
    return new_top, new_total, new_mix


def merge(a, b):
    top = torch.maximum(a[0], b[0])
    safe = top.masked_fill(top == float("-inf"), 0.0)
    left, right = torch.exp(a[0] - safe), torch.exp(b[0] - safe)
    total = a[1] * left + b[1] * right
    mix = a[2] * left[:, None] + b[2] * right[:, None]
    return top, total, mix


def finish(state):
    top, total, mix = state
    return mix
