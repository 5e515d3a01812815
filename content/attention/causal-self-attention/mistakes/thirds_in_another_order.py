# /// mistake
# fails = "follows_the_formula"
# says = "You took the keys from the first third of w_qkv and the queries from the second: the order is queries, keys, values."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    k, q, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
