# /// mistake
# fails = "long_gradients_are_shortened"
# says = "You took the largest entry for the norm: it is the root of the sum of squares."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = torch.maximum(total, g.double().abs().max() ** 2)
    norm = total.sqrt()
    if norm > max_norm:
        for g in grads:
            g.mul_((max_norm / norm).to(g.dtype))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
