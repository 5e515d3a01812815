# /// mistake
# fails = "every_call_draws_a_fresh_mask"
# says = "You keep the mask of the first call, so the same entries are dropped for ever: draw a new one in every forward."
# ///
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.keep = None

    def forward(self, x):
        if not self.training:
            return x
        if self.p == 1:
            return x * 0
        if self.keep is None or self.keep.shape != x.shape:
            self.keep = torch.rand(x.shape) >= self.p
        return (x / (1 - self.p)).masked_fill(~self.keep, 0.0)
