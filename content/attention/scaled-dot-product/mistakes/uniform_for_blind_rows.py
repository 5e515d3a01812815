# /// mistake
# fails = "a_blind_query_gets_zeros"
# says = "With a large negative number instead of -inf, a query whose keys are all hidden spreads its weight evenly over them: it must get zeros."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return torch.softmax(scores, dim=-1) @ v
