import torch


def guided(conditional, unconditional, weight):
    return unconditional + weight * (conditional - unconditional)


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    here = alpha_bar[t]
    # alpha_bar[-1] would be the last entry of the table: nearly pure noise instead of clean data.
    there = alpha_bar[s] if s >= 0 else torch.ones_like(here)
    clean = (x - (1 - here).sqrt() * predicted) / here.sqrt()
    sigma = eta * ((1 - there) / (1 - here) * (1 - here / there)).sqrt()
    # Noise the clean estimate again, up to step s: with the same noise as far as sigma leaves room, and fresh noise for
    # the rest. The variances of both parts add up to 1 - there.
    x = there.sqrt() * clean + (1 - there - sigma**2).sqrt() * predicted
    return x if noise is None else x + sigma * noise


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    for t, s in zip(steps, [*steps[1:], -1], strict=True):
        predicted = guided(model(x, t, condition), model(x, t, None), weight)
        x = ddim_step(x, t, s, predicted, alpha_bar)
    return x
