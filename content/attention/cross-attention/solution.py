import math

import torch
from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, width, context_width, heads):
        super().__init__()
        self.heads = heads
        # Queries and keys meet in a dot product, so both end at `width`; where they come from may be of any width.
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(context_width, width)
        self.v_proj = nn.Linear(context_width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, context, context_mask=None):
        q = self._split(self.q_proj(x))  # (b, heads, n, size): what is asked comes from x
        k = self._split(self.k_proj(context))  # (b, heads, m, size): where it is looked up ...
        v = self._split(self.v_proj(context))  # (b, heads, m, size): ... and what is found come from the context
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (b, heads, n, m)
        if context_mask is not None:
            # One row per item: the same keys are hidden from every head and every query. No causal mask: the context
            # is complete before the first query is asked.
            scores = scores.masked_fill(~context_mask[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2))  # (b, n, width)

    def _split(self, y):
        # Each of the two inputs brings its own length.
        return y.unflatten(-1, (self.heads, -1)).transpose(1, 2)
