# /// mistake
# fails = "every_position_on_its_own"
# says = "You averaged over the other positions too: every position is divided by its own size, so average over the last axis only and keep it (keepdim=True)."
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
        mean_square = h.pow(2).mean()
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return (normalised * self.weight.to(wide)).to(x.dtype)
