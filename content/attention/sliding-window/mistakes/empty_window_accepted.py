# /// mistake
# fails = "an_empty_window_is_refused"
# says = "A window of 0 leaves every query without a key and gives NaN: raise ValueError."
# ///
import math

import torch


def sliding_window_attention(q, k, v, window):
    n, m = q.shape[-2], k.shape[-2]
    rows = torch.arange(n)[:, None] + m - n
    columns = torch.arange(m)[None, :]
    visible = (columns <= rows) & (columns > rows - window)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
