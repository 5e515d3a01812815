# /// mistake
# fails = "every_position_on_its_own"
# says = "You averaged over the first axis: the mean square runs over the features of one position, dim=-1."
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
        mean_square = h.pow(2).mean(dim=0, keepdim=True)
        normalised = h * torch.rsqrt(mean_square + self.eps)
        return (normalised * self.weight.to(wide)).to(x.dtype)
