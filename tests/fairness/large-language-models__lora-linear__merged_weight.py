"""Forms the merged weight in forward; parameters made from tensors."""

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, n_in, n_out, rank, alpha):
        super().__init__()
        if rank not in range(1, min(n_in, n_out) + 1):
            raise ValueError("rank")
        self.base = nn.Linear(n_in, n_out)
        self.base.requires_grad_(False)
        self.A = nn.Parameter(nn.init.xavier_normal_(torch.empty(rank, n_in)))
        self.B = nn.Parameter(torch.zeros(n_out, rank))
        self.factor = float(alpha) / rank

    def weight(self):
        return self.base.weight + self.factor * self.B.matmul(self.A)

    def forward(self, x):
        return nn.functional.linear(x, self.weight(), self.base.bias)

    def merge(self):
        layer = nn.Linear(self.A.shape[1], self.B.shape[0], bias=True)
        layer.weight = nn.Parameter(self.weight().detach().clone())
        layer.bias = nn.Parameter(self.base.bias.detach().clone())
        return layer
