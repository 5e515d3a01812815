"""Everything from exponentials and softplus, per example."""

import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    std = torch.exp(log_var / 2)
    return torch.addcmul(mean, std, noise)


def kl_to_standard_normal(mean, log_var):
    return -0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp(), dim=-1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    total = 0
    for i in range(len(x)):
        bce = -(x[i] * F.logsigmoid(logits[i]) + (1 - x[i]) * F.logsigmoid(-logits[i])).sum()
        total = total + bce + beta * kl_to_standard_normal(mean[i : i + 1], log_var[i : i + 1])[0]
    return total / len(x)
