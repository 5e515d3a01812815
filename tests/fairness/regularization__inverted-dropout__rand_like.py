"""rand_like and a scaled mask; evaluation returns a copy."""

import torch


class Dropout(torch.nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.dropout = p

    def forward(self, x):
        if not self.training:
            return x.clone()
        if self.dropout == 1:
            return torch.zeros_like(x) * x
        mask = (torch.rand_like(x) > self.dropout).type_as(x) * (1 / (1 - self.dropout))
        return mask * x
