"""One channel after the other, with .data and item assignment."""

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.1):
        super().__init__()
        self.channels = channels
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        out = []
        for c in range(self.channels):
            channel = x[:, c]
            mean, var = self.running_mean[c], self.running_var[c]
            if self.training:
                n = channel.numel()
                new_mean = channel.sum() / n
                new_var = ((channel - new_mean) ** 2).sum() / n
                self.running_mean.data[c] = (1 - self.momentum) * mean + self.momentum * new_mean.item()
                self.running_var.data[c] = (1 - self.momentum) * var + self.momentum * new_var.item() * n / (n - 1)
                mean, var = new_mean, new_var
            out.append((channel - mean) / (var + self.eps) ** 0.5 * self.weight[c] + self.bias[c])
        return torch.stack(out, dim=1)
