# /// mistake
# fails = "the_future_does_not_leak"
# says = "Your mask is inverted: the queries see the later keys and the earlier ones are hidden; hide the entries above the diagonal."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.triu(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
