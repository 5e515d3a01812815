# /// mistake
# fails = "sampling_goes_through_the_steps"
# says = "You stopped at the last of the steps: from there one more step leads to the clean data."
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
    for t, s in zip(steps[:-1], steps[1:], strict=True):
        predicted = guided(model(x, t, condition), model(x, t, None), weight)
        x = ddim_step(x, t, s, predicted, alpha_bar)
    return x
