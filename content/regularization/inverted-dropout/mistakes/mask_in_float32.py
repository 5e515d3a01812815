# /// mistake
# fails = "any_shape_and_dtype"
# says = "Your float32 mask turns half precision into float32 when it is multiplied in: convert it to the dtype of x, or use a boolean mask."
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
        mask = (torch.rand(x.shape) >= self.p).float()
        return x * mask / (1 - self.p)
