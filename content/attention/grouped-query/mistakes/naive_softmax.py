# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "Your own softmax overflows: exp of a score above about 88 is infinite in float32. Subtract the largest score of the row first."
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
    raised = torch.exp(scores)
    weights = raised / raised.sum(dim=-1, keepdim=True)
    return weights @ v
