# /// mistake
# fails = "changes_the_gradient_itself"
# says = "You put new tensors into .grad: whoever holds the old ones does not see the clipping, so change them in place, with mul_ and clamp_."
# ///
import torch


def clip_by_norm(params, max_norm):
    params = [p for p in params if p.grad is not None]
    grads = [p.grad for p in params]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = total + g.double().pow(2).sum()
    norm = total.sqrt()
    if norm > max_norm:
        for p in params:
            p.grad = p.grad * (max_norm / norm).to(p.grad.dtype)
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad = p.grad.clamp(-limit, limit)
