# /// mistake
# fails = "takes_any_memory_layout"
# says = "view needs memory that fits the new shape, which a transposed input does not have: use reshape, or reduce over several axes at once."
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
        count, channels, height, width = x.shape
        rows = x.view(count, channels, height * width)
        if self.training:
            mean = rows.mean(dim=(0, 2))
            var = rows.var(dim=(0, 2), correction=0)
            n = count * height * width
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var * n / (n - 1), self.momentum)
        else:
            mean, var = self.running_mean, self.running_var
        normalised = (rows - mean.view(1, -1, 1)) / torch.sqrt(var.view(1, -1, 1) + self.eps)
        return (normalised * self.weight.view(1, -1, 1) + self.bias.view(1, -1, 1)).view(x.shape)
