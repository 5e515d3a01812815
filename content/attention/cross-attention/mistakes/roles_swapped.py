# /// mistake
# fails = "equal_widths_and_lengths_are_no_self_attention"
# says = "You made the queries of the context and the keys and values of x: it is x that asks, so the output has one row per token of x."
# ///
import math

import torch
from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, width, context_width, heads):
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(context_width, width)
        self.v_proj = nn.Linear(context_width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, context, context_mask=None):
        x, context = context, x
        b, n, width = x.shape
        m = context.shape[1]
        size = width // self.heads
        q = self.q_proj(x).reshape(b, n, self.heads, size).transpose(1, 2)
        k = self.k_proj(context).reshape(b, m, self.heads, size).transpose(1, 2)
        v = self.v_proj(context).reshape(b, m, self.heads, size).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(size)
        if context_mask is not None:
            scores = scores.masked_fill(~context_mask[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        joined = (weights @ v).transpose(1, 2).reshape(b, n, width)
        return self.out_proj(joined)
