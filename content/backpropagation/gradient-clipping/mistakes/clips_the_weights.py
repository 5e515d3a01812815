# /// mistake
# fails = "long_gradients_are_shortened"
# says = "You scaled and cut the parameters: it is their gradients that are clipped."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = total + g.double().pow(2).sum()
    norm = total.sqrt()
    if norm > max_norm:
        for p in params:
            p.data.mul_(max_norm / float(norm))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.data.clamp_(-limit, limit)
