# /// mistake
# fails = "neighbouring_heads_share_keys_and_values"
# says = "You averaged the key/value heads into one: each group keeps its own (averaging is how a checkpoint is converted, not how it attends)."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    k, v = k.mean(dim=1, keepdim=True), v.mean(dim=1, keepdim=True)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
