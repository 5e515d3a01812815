# /// mistake
# fails = "queries_are_the_last_positions"
# says = "You counted the queries from the front: with fewer queries than keys they are the last ones, so query i stands at position m − n + i."
# ///
import math

import torch


def sliding_window_attention(q, k, v, window):
    if window < 1:
        raise ValueError("the window must hold at least the token itself")
    n, m = q.shape[-2], k.shape[-2]
    rows = torch.arange(n)[:, None]
    columns = torch.arange(m)[None, :]
    visible = (columns <= rows) & (columns > rows - window)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
