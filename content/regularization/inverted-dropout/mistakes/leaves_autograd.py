# /// mistake
# fails = "gradients_follow_the_mask"
# says = "You made the output outside of autograd (detach, data, numpy or no_grad), so no gradient reaches what comes before."
# ///
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        if self.p == 1:
            return x * 0
        keep = torch.rand(x.shape) >= self.p
        out = torch.zeros_like(x)
        out[keep] = x.detach()[keep] / (1 - self.p)
        return out
