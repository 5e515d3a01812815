"""Closed form with one factor for x and one for the noise; the table extended by a one."""

import torch


def guided(conditional, unconditional, weight):
    return (1.0 - weight) * unconditional + weight * conditional


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    a = float(alpha_bar[t])
    b = float(alpha_bar[s]) if s != -1 else 1.0
    sigma = eta * ((1 - b) / (1 - a)) ** 0.5 * (1 - a / b) ** 0.5
    cx = (b / a) ** 0.5
    ce = (1 - b - sigma * sigma) ** 0.5 - cx * (1 - a) ** 0.5
    out = cx * x + ce * predicted
    if eta > 0:
        out = out + sigma * noise
    return out


@torch.no_grad()
def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    for i, t in enumerate(steps):
        with_c = model(x, t, condition)
        without = model(x, t, None)
        after = steps[i + 1] if i + 1 < len(steps) else -1
        x = ddim_step(x, t, after, guided(with_c, without, weight), alpha_bar)
    return x
