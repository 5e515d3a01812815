"""A buffer with room to spare and a length; the buffer is copied before it is written to."""

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
        room, past = (x.new_zeros(2, b, 8, d_model), 0) if cache is None else cache
        end = past + t
        size = room.shape[2]
        while size < end:
            size *= 2
        grown = room.new_zeros(2, b, size, d_model)
        grown[:, :, :past] = room[:, :, :past]
        grown[0, :, past:end] = self.k_proj(x)
        grown[1, :, past:end] = self.v_proj(x)
        k, v = grown[:, :, :end].view(2, b, end, self.heads, -1)
        q = self.q_proj(x).view(b, t, self.heads, -1)
        scores = torch.einsum("bthe,bshe->bhts", q, k) / math.sqrt(q.shape[-1])
        bias = torch.full((t, end), -math.inf, dtype=x.dtype).triu(past + 1)
        mixed = torch.einsum("bhts,bshe->bthe", torch.softmax(scores + bias, -1), v)
        return self.out_proj(mixed.flatten(2)), [grown, end]
