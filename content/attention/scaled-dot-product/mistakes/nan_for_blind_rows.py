# /// mistake
# fails = "a_blind_query_gets_zeros"
# says = "A query whose keys are all hidden gives NaN: its scores are all -inf and the softmax divides 0 by 0. Give such rows finite scores and set their weights to zero."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1) @ v
