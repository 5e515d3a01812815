# /// mistake
# fails = "entries_are_cut_to_the_limit"
# says = "You set entries beyond the limit to 0: they are cut to the limit, with their sign."
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
            g.mul_((max_norm / norm).to(g.dtype))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.mul_(p.grad.abs() <= limit)
