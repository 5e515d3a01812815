# /// mistake
# fails = "noising_jumps_to_any_step"
# says = "You used alpha of the one step: what is left of the data is the product over all steps up to t."
# ///
import torch


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.linspace(first, last, steps)


def add_noise(x0, t, noise, betas):
    kept = (1 - betas)[t]
    kept = kept.reshape(-1, *[1] * (x0.ndim - 1))
    return kept.sqrt() * x0 + (1 - kept).sqrt() * noise


def ddpm_loss(model, x0, t, noise, betas):
    return (model(add_noise(x0, t, noise, betas), t) - noise).square().mean()


def ancestral_step(x, t, predicted, noise, betas):
    alpha = 1 - betas
    kept = alpha.cumprod(0)
    mean = (x - betas[t] / (1 - kept[t]).sqrt() * predicted) / alpha[t].sqrt()
    if t == 0:
        return mean
    variance = (1 - kept[t - 1]) / (1 - kept[t]) * betas[t]
    return mean + variance.sqrt() * noise
