# /// mistake
# fails = "the_future_does_not_leak"
# says = "You set the hidden scores to 0, but exp(0) is 1, so the future keeps weight: use -inf."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, 0.0)
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
