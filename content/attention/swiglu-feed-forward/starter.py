import torch
import torch.nn.functional as F
from torch import nn


class GatedFeedForward(nn.Module):
    def __init__(self, d_model, d_hidden, kind="swiglu"):
        super().__init__()
        # TODO: three linear layers without biases: gate, up, down

    def forward(self, x):
        # x: (..., d_model)
        # TODO: return (..., d_model)
        ...


def hidden_width(d_model, multiple):
    # TODO: 8 d / 3, rounded down, then up to a multiple
    ...
