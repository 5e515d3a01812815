# /// mistake
# fails = "takes_any_memory_layout"
# says = "You changed x itself: the residual connection still needs it. Build a new tensor."
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
        with torch.no_grad():
            x.copy_(normalised)
        return (normalised * self.weight.to(wide)).to(x.dtype)
