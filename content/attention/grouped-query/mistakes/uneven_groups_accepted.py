# /// mistake
# fails = "uneven_groups_are_refused"
# says = "A number of query heads that g does not divide ends in an error of shapes, or in heads left out: check it first and raise ValueError."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    k = k.repeat_interleave(h // g, dim=1)
    v = v.repeat_interleave(h // g, dim=1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
