"""The largest entry taken out before squaring, as a careful float32 code does."""

import torch


def clip_by_norm(params, max_norm):
    grads = []
    for p in params:
        if p.grad is not None:
            grads.append(p.grad)
    largest = max((g.abs().max().item() for g in grads), default=0.0)
    if largest == 0.0:
        return 0.0
    norm = largest * sum(float(((g / largest) ** 2).sum()) for g in grads) ** 0.5
    if norm > max_norm:
        for g in grads:
            g.copy_(g * (max_norm / norm))
    return norm


def clip_by_value(params, limit):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.copy_(torch.minimum(torch.maximum(p.grad, p.grad.new_tensor(-limit)), p.grad.new_tensor(limit)))
