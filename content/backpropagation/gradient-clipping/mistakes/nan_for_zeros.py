# /// mistake
# fails = "zero_gradients_do_no_harm"
# says = "You divide by a norm of zero, and 0 times infinity is NaN: scale only where the norm is above max_norm."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.tensor(0.0, dtype=torch.float64)
    for g in grads:
        total = total + g.double().pow(2).sum()
    norm = total.sqrt()
    if not 0 < norm <= max_norm:
        for g in grads:
            g.mul_((max_norm / norm).to(g.dtype))
    return float(norm)


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)
