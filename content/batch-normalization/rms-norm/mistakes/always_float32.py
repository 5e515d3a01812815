# /// mistake
# fails = "double_precision_stays_double"
# says = "You convert everything to float32, which throws away half of the digits of a float64 input."
# ///
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        wide = torch.float32
        h = x.to(wide)
        mean_square = h.pow(2).mean(dim=-1, keepdim=True)
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return (normalised * self.weight.to(wide)).to(x.dtype)
