import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))  # one gain per feature; no mean is taken out, so no bias either

    def forward(self, x):
        # The square of 300 is already infinite in float16, and bfloat16 adds up with 8 bits: widen before squaring.
        wide = torch.promote_types(x.dtype, torch.float32)
        features = x.to(wide)  # (..., width)
        mean_square = features.square().mean(dim=-1, keepdim=True)  # (..., 1): no mean is subtracted
        # eps inside the root bounds the factor by 1/√eps, and makes a row of zeros stay zeros, gradient included.
        normalised = features * torch.rsqrt(mean_square + self.eps)
        # Rounded once, at the end, to the dtype of x even where the weight is float32 and x is not.
        return (normalised * self.weight).to(x.dtype)
