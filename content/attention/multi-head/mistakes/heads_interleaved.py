# /// mistake
# fails = "follows_the_definition"
# says = "Your head i takes every heads-th feature: view(b, n, d_h, heads) interleaves the heads, while head i owns the d_h neighbouring features from i·d_h on, as in view(b, n, heads, d_h)."
# ///
import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        if d_model % heads != 0:
            raise ValueError("d_model must be divisible by heads")
        self.heads = heads
        self.d_head = d_model // heads
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        b, n, d_model = x.shape
        q = self.q_proj(x).view(b, n, self.d_head, self.heads).permute(0, 3, 1, 2)
        k = self.k_proj(x).view(b, n, self.d_head, self.heads).permute(0, 3, 1, 2)
        v = self.v_proj(x).view(b, n, self.d_head, self.heads).permute(0, 3, 1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        out = (weights @ v).permute(0, 2, 3, 1).reshape(b, n, d_model)
        return self.out_proj(out)
