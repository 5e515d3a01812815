# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "Your own softmax overflows: exp of a score above about 88 is infinite in float32. Subtract the largest visible score of the row first."
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
    scores = scores.masked_fill(~visible, float("-inf"))
    raised = torch.exp(scores)
    weights = raised / raised.sum(dim=-1, keepdim=True)
    return weights @ v
