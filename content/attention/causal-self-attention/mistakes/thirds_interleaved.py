# /// mistake
# fails = "follows_the_formula"
# says = "You unpacked queries, keys and values from every third column: each of them is one block of e columns next to each other."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    packed = x @ w_qkv
    q, k, v = packed[..., 0::3], packed[..., 1::3], packed[..., 2::3]
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
