# /// mistake
# fails = "p_is_the_probability_of_dropping"
# says = "Your mask is inverted: rand < p is true with probability p, and you keep those entries instead of dropping them."
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
        if self.p == 1:
            return x * 0
        keep = torch.rand(x.shape) < self.p
        return (x / (1 - self.p)).masked_fill(~keep, 0.0)
