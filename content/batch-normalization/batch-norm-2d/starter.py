import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.1):
        super().__init__()
        # TODO: weight and bias (parameters), running_mean and running_var (buffers), all of shape (channels,)
        ...

    def forward(self, x):
        # x: (N, C, H, W)
        # TODO: batch statistics and an update of the running ones in training, running statistics in evaluation
        ...
