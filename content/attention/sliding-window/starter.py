import torch


def sliding_window_attention(q, k, v, window):
    # q: (..., n, d), k: (..., m, d), v: (..., m, e)
    # TODO: return (..., n, e)
    ...
