# /// mistake
# fails = "follows_the_formula"
# says = "Your softmax runs over the queries (dim=-2): each query must spread weight one over the keys (dim=-1)."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is None:
        return torch.softmax(scores, dim=-2) @ v
    scores = scores.masked_fill(~mask, float("-inf"))
    return torch.nan_to_num(torch.softmax(scores, dim=-2)) @ v
