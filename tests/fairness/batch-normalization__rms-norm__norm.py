import torch
from torch import nn


class RMSNorm(nn.Module):
    """A stranger's: sum and division, written from the prompt."""

    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.width, self.eps = width, eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        dtype = x.dtype
        if dtype in (torch.float16, torch.bfloat16):
            x = x.float()
        total = (x * x).sum(dim=-1, keepdim=True)
        y = x / torch.sqrt(total / self.width + self.eps) * self.weight
        return y.to(dtype)
