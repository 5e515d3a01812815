# /// mistake
# fails = "follows_the_formula"
# says = "You reshaped the keys to (d, m) instead of transposing them: the sizes fit, but the numbers are shuffled. Use transpose(-2, -1)."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    turned = k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])
    scores = q @ turned / math.sqrt(q.shape[-1])
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, float("-inf"))
    blind = ~mask.any(dim=-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=-1)
    return weights.masked_fill(blind, 0.0) @ v
