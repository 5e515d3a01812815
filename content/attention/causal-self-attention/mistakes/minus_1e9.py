# /// mistake
# fails = "keeps_the_dtype"
# says = "The number -1e9 does not exist in float16, whose range ends at 65504: mask with -inf."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, -1e9)
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
