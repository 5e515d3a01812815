# /// mistake
# fails = "neighbouring_heads_share_keys_and_values"
# says = "Your output has the right shape, but its heads come in the order (head in group, group): flatten (group, head in group)."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    k = k.repeat_interleave(h // g, dim=1)
    v = v.repeat_interleave(h // g, dim=1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    out = weights @ v
    return out.reshape(b, g, h // g, n, -1).transpose(1, 2).reshape(b, h, n, -1)
