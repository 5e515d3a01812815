# /// mistake
# fails = "every_entry_has_its_own_coin"
# says = "Your mask has the shape of one sample and is broadcast, so all samples of the batch lose the same entries: draw it with the shape of x."
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
        keep = torch.rand(x.shape[1:]) >= self.p
        return (x / (1 - self.p)).masked_fill(~keep, 0.0)
