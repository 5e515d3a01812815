# /// mistake
# fails = "hidden_keys_have_no_weight"
# says = "You masked after the softmax: the hidden keys still took their share of it, so the visible weights sum to less than one. Put -inf into the scores before."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v
