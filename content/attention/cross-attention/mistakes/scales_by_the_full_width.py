# /// mistake
# fails = "scores_are_scaled_by_the_head_width"
# says = "You divided by the square root of width: the dot products of a head run over width/heads features."
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
        m = context.shape[1]
        size = width // self.heads
        q = self.q_proj(x).reshape(b, n, self.heads, size).transpose(1, 2)
        k = self.k_proj(context).reshape(b, m, self.heads, size).transpose(1, 2)
        v = self.v_proj(context).reshape(b, m, self.heads, size).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(width)
        if context_mask is not None:
            scores = scores.masked_fill(~context_mask[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        joined = (weights @ v).transpose(1, 2).reshape(b, n, width)
        return self.out_proj(joined)
