# /// mistake
# fails = "follows_the_formula"
# says = "You return the low-rank path alone: it is added to the base."
# ///
import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, n_in, n_out, rank, alpha):
        super().__init__()
        if rank < 1 or rank > n_in or rank > n_out:
            raise ValueError("rank out of range")
        self.rank = rank
        self.alpha = alpha
        self.base = nn.Linear(n_in, n_out)
        self.base.weight.requires_grad = False
        self.base.bias.requires_grad = False
        self.A = nn.Parameter(torch.empty(rank, n_in))
        self.B = nn.Parameter(torch.zeros(n_out, rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.scaling = self.alpha / self.rank

    def forward(self, x):
        update = (x @ self.A.t()) @ self.B.t()
        return update * self.scaling

    def merge(self):
        linear = nn.Linear(self.base.in_features, self.base.out_features, dtype=self.A.dtype)
        with torch.no_grad():
            linear.weight.copy_(self.base.weight + self.scaling * (self.B @ self.A))
            linear.bias.copy_(self.base.bias)
        return linear
