import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        # All the scaling is done in training, so evaluation costs nothing and cannot be got wrong.
        if not self.training or self.p == 0:
            return x
        # rand lies in [0, 1): it is at least p with probability 1 - p. One number per entry, drawn anew at every
        # call; float32 whatever the dtype of x, since half precision would give too few different numbers.
        keep = torch.rand(x.shape, device=x.device) >= self.p
        # (1 - p) · x / (1 - p) = x: the mean stays what it was. At p = 1 nothing survives and no factor is needed;
        # 1 / 0 times zero would be NaN.
        scale = 1.0 / (1.0 - self.p) if self.p < 1 else 0.0
        return (x * scale).masked_fill(~keep, 0.0)
