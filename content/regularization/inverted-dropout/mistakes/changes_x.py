# /// mistake
# fails = "x_is_left_alone"
# says = "You write into x itself: the caller still needs it, and autograd refuses or goes wrong, so make a new tensor."
# ///
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        keep = torch.rand(x.shape) >= self.p
        x[~keep] = 0.0
        x /= 1 - self.p if self.p < 1 else 1
        return x
