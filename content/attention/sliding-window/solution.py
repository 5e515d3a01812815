import math

import torch


def sliding_window_attention(q, k, v, window):
    if window < 1:
        raise ValueError(f"a window of {window} would leave a query with nothing to see")
    n, m = q.shape[-2], k.shape[-2]
    # The queries are the last n of m positions: with a cache, a step asks for one token and looks back over many.
    positions = torch.arange(m - n, m, device=q.device)  # (n,): where the queries are
    age = positions[:, None] - torch.arange(m, device=q.device)  # (n, m): 0 is the token itself, negative the future
    visible = (age >= 0) & (age < window)  # ages 0 .. window-1 are `window` keys; age 0 is always there

    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (..., n, m)
    weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
    return weights @ v  # (..., n, e)
