import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, channels, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        # Buffers are saved with the model and move with .to(), but no optimizer sees them.
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        if self.training:
            # A filter slides over the image, so all positions of a channel are samples of one quantity.
            mean = x.mean(dim=(0, 2, 3))  # (C,)
            var = x.var(dim=(0, 2, 3), correction=0)  # (C,), divided by n: what makes this batch's spread one
            self._remember(mean, var, x.numel() // x.shape[1])
        else:
            mean, var = self.running_mean, self.running_var
        # mean and var still carry the graph here: the gradient of x has to pass through them.
        scale = self.weight * torch.rsqrt(var + self.eps)  # (C,)
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

    @torch.no_grad()  # otherwise every running value would hold on to the graphs of all batches before
    def _remember(self, mean, var, n):
        # The running variance estimates that of the whole data, hence n - 1. In place, so that the buffers stay the
        # tensors that state_dict and others hold.
        self.running_mean.mul_(1 - self.momentum).add_(mean, alpha=self.momentum)
        self.running_var.mul_(1 - self.momentum).add_(var * (n / (n - 1)), alpha=self.momentum)
