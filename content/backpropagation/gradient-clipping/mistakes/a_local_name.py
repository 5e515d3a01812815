# /// mistake
# fails = "long_gradients_are_shortened"
# says = "Your gradients do not change (g = g * c only binds a local name): multiply in place."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = total + g.double().pow(2).sum()
    norm = total.sqrt()
    if norm > max_norm:
        for g in grads:
            g = g * (max_norm / norm).to(g.dtype)
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
