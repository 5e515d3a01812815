"""Channels first, flattened; old super() call; buffers replaced by detached tensors; counts its batches."""

import torch
import torch.nn as nn


class BatchNorm2d(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.1):
        super(BatchNorm2d, self).__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.empty(channels))
        self.bias = nn.Parameter(torch.empty(channels))
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        N, C, H, W = x.shape
        flat = x.transpose(0, 1).reshape(C, -1)
        if self.training:
            mu, biased = flat.mean(1), flat.var(1, unbiased=False)
            unbiased = flat.detach().var(1)
            self.running_mean = self.running_mean * (1 - self.momentum) + mu.detach() * self.momentum
            self.running_var = self.running_var * (1 - self.momentum) + unbiased * self.momentum
            self.num_batches_tracked += 1
        else:
            mu, biased = self.running_mean, self.running_var
        flat = (flat - mu[:, None]) / torch.sqrt(biased[:, None] + self.eps)
        flat = flat * self.weight[:, None] + self.bias[:, None]
        return flat.reshape(C, N, H, W).transpose(0, 1)
