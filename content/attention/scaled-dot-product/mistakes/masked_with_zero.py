# /// mistake
# fails = "hidden_keys_have_no_weight"
# says = "You set the hidden scores to 0, but exp(0) is 1, so they keep weight: use -inf."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, 0.0)
    blind = ~mask.any(dim=-1, keepdim=True)
    return torch.softmax(scores, dim=-1).masked_fill(blind, 0.0) @ v
