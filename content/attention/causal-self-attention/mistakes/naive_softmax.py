# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "Your own softmax overflows: exp of a score above about 88 is infinite in float32. Subtract the largest score of the row first."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool))
    scores = scores.masked_fill(~visible, float("-inf"))
    raised = torch.exp(scores)
    weights = raised / raised.sum(dim=-1, keepdim=True)
    return (weights @ v) @ w_out
