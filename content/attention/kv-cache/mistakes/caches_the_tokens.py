# /// mistake
# fails = "a_token_is_projected_once"
# says = "You cache the tokens and project all of them again at every call: cache their keys and values, and project only the new ones."
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
        seen = x if cache is None else torch.cat([cache, x], dim=1)
        cache = seen
        total = seen.shape[1]
        k = self.k_proj(seen).view(b, total, self.heads, self.d_head).transpose(1, 2)
        v = self.v_proj(seen).view(b, total, self.heads, self.d_head).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        mask = torch.ones(t, total, dtype=torch.bool).tril(diagonal=total - t)
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).reshape(b, t, d_model)
        return self.out_proj(y), cache
