# /// mistake
# fails = "equal_widths_and_lengths_are_no_self_attention"
# says = "Your keys and values come from x, which is self-attention: make them of the context."
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
        b, n, width = x.shape
        m = n
        size = width // self.heads
        q = self.q_proj(x).reshape(b, n, self.heads, size).transpose(1, 2)
        k = self.k_proj(x).reshape(b, m, self.heads, size).transpose(1, 2)
        v = self.v_proj(x).reshape(b, m, self.heads, size).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(size)
        if context_mask is not None:
            scores = scores.masked_fill(~context_mask[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        joined = (weights @ v).transpose(1, 2).reshape(b, n, width)
        return self.out_proj(joined)
