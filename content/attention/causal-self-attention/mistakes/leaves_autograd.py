# /// mistake
# fails = "gradients_are_right"
# says = "Your weights are detached, so no gradient reaches the queries and keys: the model could never learn where to look."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1).detach()
    return (weights @ v) @ w_out
