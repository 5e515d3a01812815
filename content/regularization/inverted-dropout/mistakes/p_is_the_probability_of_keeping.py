# /// mistake
# fails = "p_is_the_probability_of_dropping"
# says = "You took p as the probability of keeping an entry: here it is the probability of zeroing one."
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
        if self.p == 0:
            return x * 0
        keep = torch.rand(x.shape) < self.p
        return (x / self.p).masked_fill(~keep, 0.0)
