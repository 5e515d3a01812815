import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        if d_model % heads:
            raise ValueError(f"d_model = {d_model} cannot be cut into {heads} heads of equal width")
        self.heads = heads
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        # One wide projection does the work of all heads: rows i·d_h … of its weight are head i's own small projection.
        q, k, v = (self.split(projection(x)) for projection in (self.q_proj, self.k_proj, self.v_proj))
        # The dot product now runs over d_h entries, so its variance is d_h, not d_model.
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (b, heads, n, n)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        heads = torch.softmax(scores, dim=-1) @ v  # (b, heads, n, d_h)
        # Tokens come first again before the heads are joined. After the transpose memory is out of order, so this
        # reshape copies, and it must: a view of the untransposed tensor would mix tokens with heads.
        joined = heads.transpose(1, 2).reshape(x.shape)
        # Until here no head has seen another. This layer mixes them.
        return self.out_proj(joined)

    def split(self, z):
        """(b, n, d_model) to (b, heads, n, d_h)."""
        b, n, d_model = z.shape
        # The last axis is cut in place, then tokens and heads change places. `view(b, heads, n, d_h)` has the same
        # shape, but it would give the first head the first n / heads tokens.
        return z.view(b, n, self.heads, d_model // self.heads).transpose(1, 2)
