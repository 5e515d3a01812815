# /// mistake
# fails = "survivors_are_divided_by_their_probability"
# says = "You multiplied the survivors by 1 - p, which shrinks what is already too small on average: divide by it."
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
        keep = torch.rand(x.shape) >= self.p
        return (x * (1 - self.p)).masked_fill(~keep, 0.0)
