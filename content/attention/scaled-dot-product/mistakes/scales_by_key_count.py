# /// mistake
# fails = "follows_the_formula"
# says = "You divided by the square root of the number of keys: it is the width d (the last axis of q) that makes the scores grow."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(k.shape[-2])
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, float("-inf"))
    blind = ~mask.any(dim=-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=-1)
    return weights.masked_fill(blind, 0.0) @ v
