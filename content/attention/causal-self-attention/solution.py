import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    # One product instead of three: the columns of the three projections lie side by side.
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)  # each (b, n, e)
    # e, the width of what is multiplied, sets the variance of a score, not the width of x.
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (b, n, n)

    # Row i is the query, column j the key: the future is j > i, strictly above the diagonal. The diagonal stays, so no
    # row is empty. Every float dtype has -inf; float16 has no -1e9.
    n = x.shape[-2]
    future = torch.ones(n, n, dtype=torch.bool, device=x.device).triu(diagonal=1)  # (n, n)
    weights = torch.softmax(scores.masked_fill(future, float("-inf")), dim=-1)  # (b, n, n)
    return weights @ v @ w_out  # (b, n, d)
