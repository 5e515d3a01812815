# /// mistake
# fails = "gradients_are_right"
# says = "You copied k and v out of the graph (detach, no_grad or .data), so their projections would never learn."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    k = k.detach().repeat_interleave(h // g, dim=1)
    v = v.detach().repeat_interleave(h // g, dim=1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
