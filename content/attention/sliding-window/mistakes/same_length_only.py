# /// mistake
# fails = "queries_are_the_last_positions"
# says = "Your mask is n × n: with a cache there are more keys than queries, so it has to be n × m."
# ///
import math

import torch


def sliding_window_attention(q, k, v, window):
    if window < 1:
        raise ValueError("the window must hold at least the token itself")
    n, m = q.shape[-2], k.shape[-2]
    rows = torch.arange(n)[:, None]
    columns = torch.arange(n)[None, :]
    visible = (columns <= rows) & (columns > rows - window)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v
