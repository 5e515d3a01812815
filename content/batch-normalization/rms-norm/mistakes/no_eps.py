# /// mistake
# fails = "a_row_of_zeros_stays_zeros"
# says = "Without ε a row of zeros is divided by zero and becomes NaN, in the gradient too."
# ///
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        wide = torch.float64 if x.dtype == torch.float64 else torch.float32
        h = x.to(wide)
        mean_square = h.pow(2).mean(dim=-1, keepdim=True)
        normalised = h * torch.rsqrt(mean_square)
        return (normalised * self.weight.to(wide)).to(x.dtype)
