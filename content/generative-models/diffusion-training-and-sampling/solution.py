import torch


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.linspace(first, last, steps)


def add_noise(x0, t, noise, betas):
    # The steps are Gaussian, so t + 1 of them are one Gaussian step: factors multiply, variances add up to the rest.
    kept = (1 - betas).cumprod(0)[t]  # (b,), the share of the signal's variance that is left
    kept = kept.reshape(-1, *[1] * (x0.ndim - 1))  # (b, 1, ...): one number per example, not per column
    return kept.sqrt() * x0 + (1 - kept).sqrt() * noise


def ddpm_loss(model, x0, t, noise, betas):
    return (model(add_noise(x0, t, noise, betas), t) - noise).square().mean()


def ancestral_step(x, t, predicted, noise, betas):
    alpha = 1 - betas
    kept = alpha.cumprod(0)
    mean = (x - betas[t] / (1 - kept[t]).sqrt() * predicted) / alpha[t].sqrt()
    if t == 0:
        return mean  # what would be added now would stay in the result
    # The variance of x_{t-1} given x_t and x_0: smaller than beta, since x_0 tells something about it.
    variance = (1 - kept[t - 1]) / (1 - kept[t]) * betas[t]
    return mean + variance.sqrt() * noise
