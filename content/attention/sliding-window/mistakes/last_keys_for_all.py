# /// mistake
# fails = "each_query_sees_its_window"
# says = "You kept the last keys of the sequence for every query: each query has a window of its own."
# ///
import math

import torch


def sliding_window_attention(q, k, v, window):
    if window < 1:
        raise ValueError("the window must hold at least the token itself")
    n, m = q.shape[-2], k.shape[-2]
    rows = torch.arange(n)[:, None] + m - n
    columns = torch.arange(m)[None, :]
    visible = (columns <= rows) & (columns >= m - window)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
