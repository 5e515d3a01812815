"""Reverse step through the predicted clean image, as many code bases do."""

import torch


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.tensor([first + (last - first) * i / max(steps - 1, 1) for i in range(steps)])


def add_noise(x0, t, noise, betas):
    bar = torch.cumprod(1.0 - betas, dim=0)
    out = []
    for i in range(len(t)):
        a = bar[t[i]]
        out.append(torch.sqrt(a) * x0[i] + torch.sqrt(1 - a) * noise[i])
    return torch.stack(out)


def ddpm_loss(model, x0, t, noise, betas):
    xt = add_noise(x0, t, noise, betas)
    diff = noise - model(xt, t)
    return torch.mean(diff**2)


def ancestral_step(x, t, predicted, noise, betas):
    bar = torch.cumprod(1.0 - betas, dim=0)
    before = bar[t - 1] if t > 0 else torch.ones((), dtype=betas.dtype)
    x0 = (x - torch.sqrt(1 - bar[t]) * predicted) / torch.sqrt(bar[t])
    c0 = torch.sqrt(before) * betas[t] / (1 - bar[t])
    ct = torch.sqrt(1 - betas[t]) * (1 - before) / (1 - bar[t])
    sigma = torch.sqrt((1 - before) / (1 - bar[t]) * betas[t])
    return c0 * x0 + ct * x + sigma * noise
