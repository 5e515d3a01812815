# /// mistake
# fails = "old_tokens_are_not_worked_on_again"
# says = "Your cache holds the old queries too, and every step computes all rows of the attention anew to keep only the last ones. The result is right, but n tokens cost n³ instead of n². Old queries are never needed again: score the new ones only."
# ///
import math

import torch
from torch import nn


class CachedAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x, cache=None):
        b, t, d_model = x.shape
        new = [self.split(projection(x)) for projection in (self.q_proj, self.k_proj, self.v_proj)]
        if cache is not None:
            new = [torch.cat([old, own], dim=2) for old, own in zip(cache, new)]
        q, k, v = new
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        visible = torch.ones(k.shape[2], k.shape[2], dtype=torch.bool).tril()
        weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
        rows = (weights @ v).transpose(1, 2).reshape(b, -1, d_model)[:, -t:]
        return self.out_proj(rows), (q, k, v)

    def split(self, z):
        return z.unflatten(-1, (self.heads, -1)).transpose(1, 2)
