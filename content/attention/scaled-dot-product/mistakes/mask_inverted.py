# /// mistake
# fails = "hidden_keys_have_no_weight"
# says = "Your mask is inverted: here True means that a key takes part, so hide the keys where it is False."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(mask, float("-inf"))
    blind = mask.all(dim=-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=-1)
    return weights.masked_fill(blind, 0.0) @ v
