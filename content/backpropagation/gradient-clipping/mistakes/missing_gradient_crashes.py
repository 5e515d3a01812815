# /// mistake
# fails = "missing_gradients_are_skipped"
# says = "You compute with a grad that is None, as it is for a frozen or unused parameter: skip those."
# ///
import torch


def clip_by_norm(params, max_norm):
    grads = [p.grad for p in params]
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
        p.grad.clamp_(-limit, limit)
