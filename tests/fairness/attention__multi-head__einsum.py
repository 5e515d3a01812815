"""Per-head weights and einsum, no transposes; masking in place on its own scores with the smallest number."""

import torch
import torch.nn.functional as F
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        if d_model % heads != 0:
            raise ValueError(d_model, heads)
        super().__init__()
        self.h = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(d_model, d_model) for _ in range(4))

    def project(self, x, layer):
        weight = layer.weight.view(self.h, -1, x.shape[-1])
        return torch.einsum("bnd,hed->bnhe", x, weight) + layer.bias.view(self.h, -1)

    def forward(self, x, mask=None):
        q, k, v = (self.project(x, layer) for layer in (self.q_proj, self.k_proj, self.v_proj))
        scores = torch.einsum("bnhe,bmhe->bhnm", q, k).div_(q.shape[-1] ** 0.5)
        if mask is not None:
            scores.masked_fill_(mask == 0, torch.finfo(scores.dtype).min)
        mixed = torch.einsum("bhnm,bmhe->bnhe", F.softmax(scores, -1), v)
        out = self.out_proj.weight.view(-1, self.h, q.shape[-1])
        return torch.einsum("bnhe,ohe->bno", mixed, out) + self.out_proj.bias
