import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g, m = k.shape[1], k.shape[2]
    if h % g != 0:
        raise ValueError(f"{h} query heads cannot share {g} key/value heads evenly")
    # The heads of a group are neighbours, so the head axis splits into (group, head in group). The keys get an axis of
    # one in the second place and broadcast over it: nobody writes h/g copies of the cache.
    grouped = q.reshape(b, g, h // g, n, d)  # (b, g, r, n, d)
    scores = grouped @ k.unsqueeze(2).transpose(-2, -1) / math.sqrt(d)  # (b, g, r, n, m)
    scores = scores.reshape(b, h, n, m)  # the mask speaks of query heads
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1).reshape(b, g, h // g, n, m)
    return (weights @ v.unsqueeze(2)).reshape(b, h, n, v.shape[-1])
