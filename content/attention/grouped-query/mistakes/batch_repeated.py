# /// mistake
# fails = "neighbouring_heads_share_keys_and_values"
# says = "You repeated along the batch axis and cut the heads afterwards, which mixes items: repeat along dim=1."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    k = k.repeat(h // g, 1, 1, 1).reshape(b, h, -1, d)
    v = v.repeat(h // g, 1, 1, 1).reshape(b, h, -1, v.shape[-1])
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
