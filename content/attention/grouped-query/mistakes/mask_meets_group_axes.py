# /// mistake
# fails = "a_mask_broadcasts_over_the_query_heads"
# says = "You applied the mask to scores of shape (b, g, h/g, n, m): the mask speaks of query heads, so bring the scores back to (b, h, n, m) first or split the head axis of the mask as well."
# ///
import math

import torch


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.shape[1]
    if h % g != 0:
        raise ValueError("the query heads do not divide into groups")
    r = h // g
    q = q.reshape(b, g, r, n, d)
    k, v = k.unsqueeze(2), v.unsqueeze(2)
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v).reshape(b, h, n, -1)
