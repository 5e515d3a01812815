# /// mistake
# fails = "what_lies_outside_does_not_matter"
# says = "You set the hidden scores to 0, but exp(0) is 1, so they keep weight: use -inf."
# ///
import math

import torch


def sliding_window_attention(q, k, v, window):
    if window < 1:
        raise ValueError("the window must hold at least the token itself")
    n, m = q.shape[-2], k.shape[-2]
    rows = torch.arange(n)[:, None] + m - n
    columns = torch.arange(m)[None, :]
    visible = (columns <= rows) & (columns > rows - window)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~visible, 0.0)
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
