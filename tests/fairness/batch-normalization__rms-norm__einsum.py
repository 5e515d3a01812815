import torch
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.register_parameter("weight", nn.Parameter(torch.empty(width)))
        nn.init.ones_(self.weight)

    def forward(self, x):
        h = x.to(torch.promote_types(x.dtype, torch.float32))
        size = torch.einsum("...d,...d->...", h, h) / h.shape[-1]
        return torch.einsum("...d,...,d->...d", h, (size + self.eps) ** -0.5, self.weight.to(h.dtype)).type_as(x)
