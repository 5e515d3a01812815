# /// mistake
# fails = "gradients_are_right"
# says = "Your weights are computed under no_grad, so no gradient reaches q_proj and k_proj: the heads could never learn where to look."
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
        q = self.q_proj(x).view(b, n, self.heads, self.d_head).transpose(1, 2)
        k = self.k_proj(x).view(b, n, self.heads, self.d_head).transpose(1, 2)
        v = self.v_proj(x).view(b, n, self.heads, self.d_head).transpose(1, 2)
        with torch.no_grad():
            scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_head)
            if mask is not None:
                scores = scores.masked_fill(~mask, float("-inf"))
            weights = torch.softmax(scores, dim=-1)
        out = (weights @ v).transpose(1, 2).reshape(b, n, d_model)
        return self.out_proj(out)
