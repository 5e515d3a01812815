# /// mistake
# fails = "sampling_goes_through_the_steps"
# says = "You used the conditional prediction alone: guide it with the unconditional one."
# ///
import torch


def guided(conditional, unconditional, weight):
    return unconditional + weight * (conditional - unconditional)


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    here = alpha_bar[t]
    there = alpha_bar[s] if s >= 0 else torch.ones_like(here)
    clean = (x - (1 - here).sqrt() * predicted) / here.sqrt()
    sigma = eta * ((1 - there) / (1 - here) * (1 - here / there)).sqrt()
    x = there.sqrt() * clean + (1 - there - sigma**2).sqrt() * predicted
    return x if noise is None else x + sigma * noise


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    for t, s in zip(steps, [*steps[1:], -1], strict=True):
        predicted = model(x, t, condition)
        x = ddim_step(x, t, s, predicted, alpha_bar)
    return x
