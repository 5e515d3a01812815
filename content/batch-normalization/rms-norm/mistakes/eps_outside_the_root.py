# /// mistake
# fails = "epsilon_is_inside_the_root"
# says = "You added ε to the root: it belongs to the mean square, inside the root."
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
        normalised = h * (1.0 / (torch.sqrt(mean_square) + self.eps))
        return (normalised * self.weight.to(wide)).to(x.dtype)
