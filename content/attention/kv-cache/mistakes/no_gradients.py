# /// mistake
# fails = "gradients_of_the_prefill_are_right"
# says = "You put forward under no_grad, or detach what is cached, before it is used: a prefill without cache serves for training too, so let gradients through."
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

    @torch.no_grad()
    def forward(self, x, cache=None):
        b, t, d_model = x.shape
        q = self.q_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        k = self.k_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        v = self.v_proj(x).view(b, t, self.heads, self.d_head).transpose(1, 2)
        if cache is not None:
            k = torch.cat([cache["k"], k], dim=2)
            v = torch.cat([cache["v"], v], dim=2)
        cache = {"k": k, "v": v}
        total = k.shape[2]
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        mask = torch.ones(t, total, dtype=torch.bool).tril(diagonal=total - t)
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).reshape(b, t, d_model)
        return self.out_proj(y), cache
