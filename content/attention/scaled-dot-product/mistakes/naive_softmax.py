# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "Your own softmax overflows: exp of a score above about 88 is infinite in float32. Subtract the row's largest score first."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    weights = torch.exp(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]))
    if mask is not None:
        weights = weights * mask
    total = weights.sum(dim=-1, keepdim=True)
    return weights / total.masked_fill(total == 0, 1.0) @ v
