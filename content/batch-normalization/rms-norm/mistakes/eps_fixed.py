# /// mistake
# fails = "epsilon_is_inside_the_root"
# says = "You ignore the argument eps."
# ///
import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = 1e-6
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        wide = torch.float64 if x.dtype == torch.float64 else torch.float32
        h = x.to(wide)
        mean_square = h.pow(2).mean(dim=-1, keepdim=True)
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return (normalised * self.weight.to(wide)).to(x.dtype)
