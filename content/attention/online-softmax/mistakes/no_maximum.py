# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "You never subtract a maximum, so exp overflows for scores above 88: keep the running maximum in the state."
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
    safe = torch.zeros_like(new_top)
    shrink = torch.ones_like(top)
    raised = torch.exp(scores - safe[:, None])
    new_total = total * shrink + raised.sum(dim=-1)
    new_mix = mix * shrink[:, None] + raised @ v
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
    blind = total == 0
    return mix / total.masked_fill(blind, 1.0)[:, None]
