# /// mistake
# fails = "eta_brings_fresh_noise"
# says = "You ignored eta: it scales the fresh noise, and 0 means none."
# ///
import torch


def guided(conditional, unconditional, weight):
    return unconditional + weight * (conditional - unconditional)


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    here = alpha_bar[t]
    there = alpha_bar[s] if s >= 0 else torch.ones_like(here)
    clean = (x - (1 - here).sqrt() * predicted) / here.sqrt()
    sigma = ((1 - there) / (1 - here) * (1 - here / there)).sqrt()
    if noise is None:
        return there.sqrt() * clean + (1 - there).sqrt() * predicted
    return there.sqrt() * clean + (1 - there - sigma**2).sqrt() * predicted + sigma * noise


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    for t, s in zip(steps, [*steps[1:], -1], strict=True):
        predicted = guided(model(x, t, condition), model(x, t, None), weight)
        x = ddim_step(x, t, s, predicted, alpha_bar)
    return x
