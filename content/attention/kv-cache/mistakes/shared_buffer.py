# /// mistake
# fails = "two_calls_may_continue_from_one_cache"
# says = "Your caches share one buffer that calls write into, so one branch overwrites what the other has stored: append to a copy."
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
        past = 0 if cache is None else cache["length"]
        if cache is None:
            shape = (b, self.heads, 64, self.d_head)
            cache = {"k": k.new_zeros(shape), "v": v.new_zeros(shape)}
        cache["k"][:, :, past : past + t] = k.detach()
        cache["v"][:, :, past : past + t] = v.detach()
        cache = {"k": cache["k"], "v": cache["v"], "length": past + t}
        if past > 0:
            k = cache["k"][:, :, : past + t]
            v = cache["v"][:, :, : past + t]
        total = k.shape[2]
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        mask = torch.ones(t, total, dtype=torch.bool).tril(diagonal=total - t)
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).reshape(b, t, d_model)
        return self.out_proj(y), cache
