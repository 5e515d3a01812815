# /// mistake
# fails = "one_norm_for_all_parameters"
# says = "You clip each parameter by its own norm, which bends the direction: take one norm over all of them and one factor."
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
            own = g.double().norm()
            if own > max_norm:
                g.mul_(max_norm / float(own))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
