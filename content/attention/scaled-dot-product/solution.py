import math

import torch


def attention(q, k, v, mask=None):
    # The dot product of two vectors with d independent entries of mean 0 and variance 1 has variance d. Without 1/√d
    # the scores grow with the width, the softmax saturates, and its gradient vanishes.
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (..., n, m)
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v  # (..., n, e)

    # -inf before the softmax gives a weight of exactly zero and lets the others sum to one.
    scores = scores.masked_fill(~mask, float("-inf"))
    # A row that is -inf throughout would be 0/0 = NaN, in the backward pass too. Such rows get harmless scores
    # first, and their weights are set to zero after: the gradient then never meets a NaN.
    blind = ~mask.any(dim=-1, keepdim=True)  # (..., n, 1)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=-1)  # (..., n, m)
    return weights.masked_fill(blind, 0.0) @ v
