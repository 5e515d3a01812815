# /// mistake
# fails = "half_precision_is_computed_in_float32"
# says = "You squared in half precision: in float16 the square of 300 is infinite, so such rows become zeros. Convert to float32 first."
# ///
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        wide = x.dtype
        h = x.to(wide)
        mean_square = h.pow(2).mean(dim=-1, keepdim=True)
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return (normalised * self.weight.to(wide)).to(x.dtype)
