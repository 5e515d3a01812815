# /// mistake
# fails = "takes_a_generator"
# says = "You walk over params twice: a generator is empty the second time, so nothing is scaled; collect the gradients in a list first."
# ///
import torch


def clip_by_norm(params, max_norm):
    total = torch.tensor(0.0, dtype=torch.float64)
    for p in params:
        if p.grad is None:
            continue
        total = total + p.grad.double().pow(2).sum()
    norm = total.sqrt()
    if norm > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad.mul_((max_norm / norm).to(p.grad.dtype))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
