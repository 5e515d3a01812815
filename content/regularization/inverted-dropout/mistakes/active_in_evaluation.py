# /// mistake
# fails = "evaluation_changes_nothing"
# says = "You do not look at self.training, so entries are dropped in evaluation too: return x there."
# ///
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.p == 1:
            return x * 0
        keep = torch.rand(x.shape) >= self.p
        return (x / (1 - self.p)).masked_fill(~keep, 0.0)
