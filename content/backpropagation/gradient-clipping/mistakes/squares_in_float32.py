# /// mistake
# fails = "squares_do_not_overflow"
# says = "The square of a large float32 is infinite, so all gradients became 0: sum the squares in float64."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = total + g.pow(2).sum()
    norm = total.sqrt()
    if norm > max_norm:
        for g in grads:
            g.mul_((max_norm / norm).to(g.dtype))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
