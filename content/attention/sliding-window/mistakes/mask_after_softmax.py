# /// mistake
# fails = "what_lies_outside_does_not_matter"
# says = "You masked after the softmax: the hidden keys took their share of it, so the visible weights sum to less than one."
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
    weights = torch.softmax(scores, dim=-1).masked_fill(~visible, 0.0)
    return weights @ v
