# /// mistake
# fails = "the_same_noise_is_put_back"
# says = "You put the noise back with the spread of step t: at step s it is the root of 1 - alpha_bar[s]."
# ///
import torch


def guided(conditional, unconditional, weight):
    return unconditional + weight * (conditional - unconditional)


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    here = alpha_bar[t]
    there = alpha_bar[s] if s >= 0 else torch.ones_like(here)
    clean = (x - (1 - here).sqrt() * predicted) / here.sqrt()
    sigma = eta * ((1 - there) / (1 - here) * (1 - here / there)).sqrt()
    x = there.sqrt() * clean + (1 - here - sigma**2).clamp(min=0).sqrt() * predicted
    return x if noise is None else x + sigma * noise


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    for t, s in zip(steps, [*steps[1:], -1], strict=True):
        predicted = guided(model(x, t, condition), model(x, t, None), weight)
        x = ddim_step(x, t, s, predicted, alpha_bar)
    return x
