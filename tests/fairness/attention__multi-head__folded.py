"""Heads folded into the batch, bmm, a mask that is added."""

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        if d_model / heads != d_model // heads:
            raise ValueError("heads must divide d_model")
        self.d_model, self.heads, self.d_k = d_model, heads, d_model // heads
        self.q_proj = nn.Linear(d_model, d_model, bias=True)
        self.k_proj = nn.Linear(d_model, d_model, bias=True)
        self.v_proj = nn.Linear(d_model, d_model, bias=True)
        self.out_proj = nn.Linear(d_model, d_model, bias=True)

    def forward(self, x, mask=None):
        b, n, _ = x.size()

        def fold(z):
            return z.reshape(b, n, self.heads, self.d_k).permute(0, 2, 1, 3).reshape(b * self.heads, n, self.d_k)

        q, k, v = fold(self.q_proj(x)), fold(self.k_proj(x)), fold(self.v_proj(x))
        added = x.new_zeros(b, self.heads, n, n)
        if mask is not None:
            added = added.masked_fill(mask.logical_not(), -1e9)
        scores = torch.baddbmm(added.view(b * self.heads, n, n), q, k.transpose(1, 2), alpha=1 / math.sqrt(self.d_k))
        z = torch.bmm(nn.Softmax(dim=2)(scores), v).view(b, self.heads, n, self.d_k)
        return self.out_proj(z.permute(0, 2, 1, 3).contiguous().view(b, n, self.d_model))
