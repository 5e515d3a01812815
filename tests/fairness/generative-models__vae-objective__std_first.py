"""Standard deviations throughout, losses summed and divided at the end."""

import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + noise * (log_var * 0.5).exp()


def kl_to_standard_normal(mean, log_var):
    std = (0.5 * log_var).exp()
    per_entry = -0.5 * log_var + (std * std + mean * mean) / 2 - 0.5
    return per_entry.sum(dim=1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return (recon + beta * kl_to_standard_normal(mean, log_var).sum()) / x.size(0)
