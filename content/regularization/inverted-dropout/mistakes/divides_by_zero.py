# /// mistake
# fails = "the_extremes_are_fine"
# says = "With p = 1 Python divides 1 by 0 and raises: treat that case on its own."
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
        scale = 1 / (1 - self.p)
        keep = torch.rand(x.shape) >= self.p
        return (x * scale).masked_fill(~keep, 0.0)
