"""Tables computed in float64 once, gathered and viewed."""

import torch


def linear_betas(steps, first=1e-4, last=0.02):
    if steps == 1:
        return torch.tensor([first])
    return first + (last - first) * torch.arange(steps, dtype=torch.float32) / (steps - 1)


def _bar(betas):
    return torch.exp(torch.cumsum(torch.log1p(-betas.double()), dim=0))


def _wide(v, like):
    v = v.to(like.dtype)
    while v.ndim < like.ndim:
        v = v.unsqueeze(-1)
    return v


def add_noise(x0, t, noise, betas):
    bar = _bar(betas).gather(0, t)
    return x0 * _wide(bar.sqrt(), x0) + noise * _wide((1 - bar).sqrt(), x0)


def ddpm_loss(model, x0, t, noise, betas):
    pred = model(add_noise(x0, t, noise, betas), t)
    return torch.nn.functional.mse_loss(pred, noise)


def ancestral_step(x, t, predicted, noise, betas):
    bar = _bar(betas)
    beta = float(betas[t])
    at = float(bar[t])
    out = (x - predicted * (beta / (1 - at) ** 0.5)) / (1 - beta) ** 0.5
    if t > 0:
        sigma = (beta * (1 - float(bar[t - 1])) / (1 - at)) ** 0.5
        out = out + sigma * noise
    return out
