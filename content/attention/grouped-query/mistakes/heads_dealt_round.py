# /// mistake
# fails = "neighbouring_heads_share_keys_and_values"
# says = "You repeated the whole set of key/value heads, so query head i uses head i % g: neighbours share, so repeat each head in place (repeat_interleave) and head i uses i // (h/g)."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    k = k.repeat(1, h // g, 1, 1)
    v = v.repeat(1, h // g, 1, 1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
