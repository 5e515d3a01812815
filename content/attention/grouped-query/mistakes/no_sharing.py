# /// mistake
# fails = "neighbouring_heads_share_keys_and_values"
# says = "You multiply q by k as they are, which needs as many key/value heads as query heads (or one): give every query head the head of its group first."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
