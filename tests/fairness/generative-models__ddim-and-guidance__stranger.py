"""lerp for the guidance, a helper for the share of signal, recursion over the steps."""

import torch


def guided(conditional, unconditional, weight):
    return torch.lerp(unconditional, conditional, weight)


def _signal(alpha_bar, step):
    if step < 0:
        return alpha_bar.new_tensor(1.0)
    return alpha_bar[step]


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    at, as_ = _signal(alpha_bar, t), _signal(alpha_bar, s)
    x0 = (x - torch.sqrt(1 - at) * predicted) / torch.sqrt(at)
    if noise is None:
        noise = torch.zeros_like(x)
    var = eta**2 * (1 - as_) / (1 - at) * (1 - at / as_)
    return torch.sqrt(as_) * x0 + torch.sqrt(torch.clamp(1 - as_ - var, min=0)) * predicted + torch.sqrt(var) * noise


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    if not steps:
        return x
    t, *rest = steps
    eps = guided(model(x, t, condition), model(x, t, None), weight)
    x = ddim_step(x, t, rest[0] if rest else -1, eps, alpha_bar)
    return ddim_sample(model, x, rest, alpha_bar, condition, weight)
