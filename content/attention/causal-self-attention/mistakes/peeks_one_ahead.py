# /// mistake
# fails = "the_future_does_not_leak"
# says = "Each of your queries sees one token too many, the next one, which is just what the model has to predict: the first hidden diagonal is diagonal=1."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool), diagonal=1)
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
