"""Norm of norms with torch, with the tiny constant that PyTorch adds to the norm."""

import torch


def clip_by_norm(params, max_norm):
    params = [p for p in params if p.grad is not None]
    if not params:
        return torch.tensor(0.0)
    norms = torch.stack([torch.linalg.vector_norm(p.grad.to(torch.float64)) for p in params])
    total = torch.linalg.vector_norm(norms)
    if total <= max_norm:
        return total
    for p in params:
        p.grad.detach().mul_((max_norm / total).to(p.grad.dtype))
    return total


def clip_by_value(params, limit):
    for p in params:
        g = p.grad
        if g is None:
            continue
        g[g > limit] = limit
        g[g < -limit] = -limit
