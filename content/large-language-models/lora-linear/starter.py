import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, n_in, n_out, rank, alpha):
        super().__init__()
        # TODO: base (frozen), A (rank, n_in), B (n_out, rank)
        ...

    def forward(self, x):
        # x: (..., n_in)
        # TODO: return (..., n_out)
        ...

    def merge(self):
        # TODO: return an nn.Linear that does the same
        ...
