# /// mistake
# fails = "evaluation_changes_nothing"
# says = "You scale in training and again in evaluation: once the survivors are divided by 1 - p, evaluation must return x as it is."
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
        if self.p == 1:
            return x * 0
        keep = torch.rand(x.shape) >= self.p
        return (x / (1 - self.p)).masked_fill(~keep, 0.0)
