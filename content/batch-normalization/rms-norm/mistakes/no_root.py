# /// mistake
# fails = "follows_the_formula"
# says = "You divided by the mean square itself: take its square root, or doubling x would halve the output."
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
        normalised = h * (mean_square + self.eps).reciprocal()
        return (normalised * self.weight.to(wide)).to(x.dtype)
