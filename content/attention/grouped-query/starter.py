import torch


def grouped_query_attention(q, k, v, mask=None):
    # q: (b, h, n, d), k: (b, g, m, d), v: (b, g, m, e), mask: True takes part
    # TODO: return (b, h, n, e)
    ...
