# /// mistake
# fails = "a_float32_weight_does_not_widen_the_output"
# says = "You went back to the dtype of x before the weight, and a float32 weight makes the product float32 again: convert after it."
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
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return normalised.to(x.dtype) * self.weight
