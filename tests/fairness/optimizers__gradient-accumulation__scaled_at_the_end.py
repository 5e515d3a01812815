"""Sums are accumulated, and the gradients are divided once at the end."""

import torch
from torch.nn import functional as F


def accumulate(w, b, micro_batches):
    for p in (w, b):
        p.grad = torch.zeros_like(p)
    n, total = 0, torch.zeros((), dtype=torch.float64)
    for x, t in micro_batches:
        loss = F.cross_entropy(x.matmul(w.transpose(0, 1)) + b, t, reduction="sum")
        loss.backward()
        total += loss.detach()
        n += (t != -100).sum().item()
    if n:
        for p in (w, b):
            p.grad /= n
        total /= n
    return total.item()
