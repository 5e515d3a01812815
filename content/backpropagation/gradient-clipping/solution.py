import math


def clip_by_norm(params, max_norm):
    # A list, since it is walked through twice and params may be a generator. These are the tensors themselves.
    grads = [p.grad for p in params if p.grad is not None]
    # In float64 the square of 1e30 fits (1e60); in float32 everything beyond 1.8e19 squares to infinity.
    norm = math.sqrt(sum(g.double().pow(2).sum().item() for g in grads))  # one root over all parameters
    if norm > max_norm:  # so it is not zero, and short gradients are never made longer
        for g in grads:
            g.mul_(max_norm / norm)  # the same factor everywhere keeps the direction; in place
    return norm


def clip_by_value(params, limit):
    for p in params:
        if p.grad is not None:
            p.grad.clamp_(-limit, limit)  # entry by entry: the direction may change
