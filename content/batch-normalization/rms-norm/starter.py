import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        # TODO: one parameter, weight, of shape (width,)
        ...

    def forward(self, x):
        # x: (..., width)
        # TODO: return (..., width), in the dtype of x
        ...
