# /// mistake
# fails = "survivors_are_divided_by_their_probability"
# says = "You divided the survivors by p: an entry survives with probability 1 - p, so divide by that (at p = 0.5 the two agree)."
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
        return (x / self.p).masked_fill(~keep, 0.0)
