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
        t = x.shape[1]
        q, k, v = (self.split(projection(x)) for projection in (self.q_proj, self.k_proj, self.v_proj))
        past = 0
        if cache is not None:
            old_k, old_v = cache  # (b, heads, past, d_h)
            past = old_k.shape[2]
            # cat makes new tensors: whoever still holds the old cache may continue from it elsewhere.
            k, v = torch.cat([old_k, k], dim=2), torch.cat([old_v, v], dim=2)

        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (b, heads, t, past + t)
        # Row r stands at position past + r of the sequence and sees the keys up to there. The triangle must touch the
        # bottom right corner; the plain tril() touches the top left and would hide most of the cache.
        visible = torch.ones(t, past + t, dtype=torch.bool, device=x.device).tril(diagonal=past)
        weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
        y = self.out_proj((weights @ v).transpose(1, 2).reshape(x.shape))
        return y, (k, v)

    def split(self, z):
        """(b, t, d_model) to (b, heads, t, d_h)."""
        return z.unflatten(-1, (self.heads, -1)).transpose(1, 2)
