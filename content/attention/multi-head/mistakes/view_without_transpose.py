# /// mistake
# fails = "follows_the_definition"
# says = "You cut the projections with view(b, heads, n, d_h): the shape is right, but each head gets a few whole tokens instead of a slice of every token. Use view(b, n, heads, d_h).transpose(1, 2)."
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
        q = self.q_proj(x).view(b, self.heads, n, self.d_head)
        k = self.k_proj(x).view(b, self.heads, n, self.d_head)
        v = self.v_proj(x).view(b, self.heads, n, self.d_head)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        out = (weights @ v).transpose(1, 2).reshape(b, n, d_model)
        return self.out_proj(out)
