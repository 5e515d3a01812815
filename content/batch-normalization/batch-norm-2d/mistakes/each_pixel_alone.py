# /// mistake
# fails = "training_normalises_with_the_batch"
# says = "You took the statistics over the batch axis only, one for every pixel: a channel has a single mean and variance, over N, H and W."
# ///
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        if self.training:
            mean = x.mean(dim=0, keepdim=True)
            var = x.var(dim=0, keepdim=True, correction=0)
            n = x.shape[0]
            with torch.no_grad():
                self.running_mean.lerp_(mean.mean(dim=(0, 2, 3)), self.momentum)
                self.running_var.lerp_(var.mean(dim=(0, 2, 3)) * n / (n - 1), self.momentum)
        else:
            mean, var = self.running_mean.view(1, -1, 1, 1), self.running_var.view(1, -1, 1, 1)
        normalised = (x - mean) / torch.sqrt(var + self.eps)
        return normalised * self.weight.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)
