# /// mistake
# fails = "scores_do_not_grow_with_the_width"
# says = "You did not scale the scores: divide QKᵀ by the square root of d before the softmax."
# ///
import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1)
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, float("-inf"))
    blind = ~mask.any(dim=-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=-1)
    return weights.masked_fill(blind, 0.0) @ v
