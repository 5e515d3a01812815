# /// mistake
# fails = "gradients_are_right"
# says = "Your weights are detached, so no gradient reaches q and k: the model could never learn where to look."
# ///
import math

import torch


def attention(q, k, v, mask=None):
    with torch.no_grad():
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        weights = torch.softmax(scores, dim=-1)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
            weights = torch.nan_to_num(torch.softmax(scores, dim=-1))
    return weights @ v
