import torch


def attention(q, k, v, mask=None):
    # q: (..., n, d), k: (..., m, d), v: (..., m, e), mask: True takes part
    # TODO: return (..., n, e)
    ...
