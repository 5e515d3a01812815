# /// mistake
# fails = "survivors_are_divided_by_their_probability"
# says = "You scale in evaluation, as the 2014 paper does: inverted dropout divides the survivors by 1 - p in training and leaves evaluation alone."
# ///
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x * (1 - self.p)
        keep = torch.rand(x.shape) >= self.p
        return x.masked_fill(~keep, 0.0)
