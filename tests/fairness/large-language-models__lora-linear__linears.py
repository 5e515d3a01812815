"""functional linear twice; clone of the base for merging."""

import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class LoRALinear(nn.Module):
    def __init__(self, n_in, n_out, rank, alpha):
        super().__init__()
        if rank <= 0 or rank > min(n_in, n_out):
            raise ValueError(rank)
        self.base = nn.Linear(n_in, n_out)
        for p in self.base.parameters():
            p.requires_grad_(False)
        self.A = nn.Parameter(torch.zeros(rank, n_in).normal_(0, 0.02))
        self.B = nn.Parameter(torch.zeros(n_out, rank))
        self.r, self.alpha = rank, alpha

    def forward(self, x):
        return F.linear(x, self.base.weight, self.base.bias) + self.alpha / self.r * F.linear(F.linear(x, self.A), self.B)

    def merge(self):
        out = copy.deepcopy(self.base)
        out.weight.data += self.alpha / self.r * torch.einsum("or,ri->oi", self.B.data, self.A.data)
        return out
