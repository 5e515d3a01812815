# /// mistake
# fails = "the_extremes_are_fine"
# says = "With p = 1 you divide zero by zero, which is NaN: return zeros in that case."
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
        mask = (torch.rand(x.shape) >= self.p).to(x.dtype)
        return x * mask / (1 - self.p)
