import torch
from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, width, context_width, heads):
        super().__init__()
        self.h = heads
        self.scale = (width // heads) ** -0.5
        self.q_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.k_proj, self.v_proj = nn.Linear(context_width, width), nn.Linear(context_width, width)

    def forward(self, x, context, context_mask=None):
        q = self.q_proj(x).unflatten(2, (self.h, -1)) * self.scale
        k = self.k_proj(context).unflatten(2, (self.h, -1))
        v = self.v_proj(context).unflatten(2, (self.h, -1))
        s = torch.einsum("bnhd,bmhd->bhnm", q, k)
        if context_mask is not None:
            bias = torch.zeros_like(context_mask, dtype=s.dtype).masked_fill(context_mask.logical_not(), -torch.inf)
            s = s + bias.unsqueeze(1).unsqueeze(1)
        return self.out_proj(torch.einsum("bhnm,bmhd->bnhd", s.softmax(3), v).flatten(2))
