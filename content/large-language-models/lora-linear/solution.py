import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, n_in, n_out, rank, alpha):
        super().__init__()
        if not 1 <= rank <= min(n_in, n_out):
            raise ValueError(f"rank must be from 1 to {min(n_in, n_out)}, not {rank}")
        # Frozen: no gradient and no optimizer state for the large matrix. That is where the memory is saved.
        self.base = nn.Linear(n_in, n_out).requires_grad_(False)
        # B is zero, so the layer starts as its base. A must not be zero as well: the gradient of B is proportional to
        # A x and that of A to B, so with both zero neither would ever move.
        self.A = nn.Parameter(torch.randn(rank, n_in) / math.sqrt(n_in))
        self.B = nn.Parameter(torch.zeros(n_out, rank))
        self.scaling = alpha / rank  # so that another rank does not ask for another learning rate

    def forward(self, x):
        # First down to rank, then up: B @ A is never formed, which costs rank·(n_in + n_out) per row of x.
        low = x @ self.A.T  # (..., rank)
        return self.base(x) + self.scaling * (low @ self.B.T)  # (..., n_out)

    @torch.no_grad()
    def merge(self):
        n_out, n_in = self.base.weight.shape
        # A layer with memory of its own, into which the values are copied.
        merged = nn.Linear(n_in, n_out, dtype=self.base.weight.dtype, device=self.base.weight.device)
        merged.weight.copy_(self.base.weight + self.scaling * self.B @ self.A)
        merged.bias.copy_(self.base.bias)
        return merged
