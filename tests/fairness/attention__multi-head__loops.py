"""Head by head with slices, softmax by hand, heads joined by cat."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        width, left_over = divmod(d_model, heads)
        if left_over:
            raise ValueError("uneven heads")
        self.heads, self.width = heads, width
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        b, n, _ = x.shape
        q, k, v = self.q_proj(x), self.k_proj(x), self.v_proj(x)
        if mask is not None:
            mask = mask.broadcast_to(b, self.heads, n, n)
        out = []
        for head in range(self.heads):
            own = slice(head * self.width, (head + 1) * self.width)
            scores = torch.bmm(q[..., own] * self.width**-0.5, k[..., own].mT)
            if mask is not None:
                scores = torch.where(mask[:, head], scores, -torch.inf)
            raised = (scores - scores.amax(-1, keepdim=True)).exp()
            out.append(raised / raised.sum(-1, keepdim=True) @ v[..., own])
        return self.out_proj(torch.cat(out, dim=-1))
