# /// mistake
# fails = "every_call_draws_a_fresh_mask"
# says = "You set the seed inside forward, so every call draws the same mask: leave seeding to whoever starts the program."
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
        torch.manual_seed(0)
        keep = torch.rand(x.shape) >= self.p
        return (x / (1 - self.p)).masked_fill(~keep, 0.0)
