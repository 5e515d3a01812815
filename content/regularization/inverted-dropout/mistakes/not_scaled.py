# /// mistake
# fails = "survivors_are_divided_by_their_probability"
# says = "You do not scale the survivors, so the mean of the output is 1 - p times that of evaluation: divide by 1 - p in training."
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
        return x.masked_fill(~keep, 0.0)
