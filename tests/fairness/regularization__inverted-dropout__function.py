"""A custom autograd function that fills in the survivors, entry by entry."""

import torch
from torch import nn


class _Drop(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, p):
        drop = torch.empty(x.shape).uniform_() < p
        out = x.clone()
        out[drop] = 0
        out[~drop] /= max(1 - p, 1e-12)
        ctx.save_for_backward(drop)
        ctx.p = p
        return out

    @staticmethod
    def backward(ctx, up):
        (drop,) = ctx.saved_tensors
        return torch.where(drop, torch.zeros_like(up), up / max(1 - ctx.p, 1e-12)), None


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        assert 0 <= p <= 1
        self.p = p

    def forward(self, x):
        return _Drop.apply(x, self.p) if self.training else x
