# /// mistake
# fails = "the_future_does_not_leak"
# says = "Your attention sees the whole sequence: hide every key after the query before the softmax."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
