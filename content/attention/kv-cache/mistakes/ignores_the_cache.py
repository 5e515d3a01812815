# /// mistake
# fails = "one_token_at_a_time"
# says = "Your new tokens attend only among themselves: append their keys and values to the cached ones first."
# ///
import math

import torch
from torch import nn


class CachedAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.d_head = d_model // heads
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x, cache=None):
        b, t, d_model = x.shape
        q = self.q_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        k = self.k_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        v = self.v_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        cache = {"k": k, "v": v}
        total = k.shape[2]
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        mask = torch.ones(t, total, dtype=torch.bool).tril(diagonal=total - t)
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).reshape(b, t, d_model)
        return self.out_proj(y), cache
