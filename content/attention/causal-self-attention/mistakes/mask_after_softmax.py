# /// mistake
# fails = "the_future_does_not_leak"
# says = "You masked after the softmax: the future took its share of it, so what is left does not sum to one and still depends on later tokens."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    weights = torch.softmax(scores, dim=-1).masked_fill(~visible, 0.0)
    return (weights @ v) @ w_out
