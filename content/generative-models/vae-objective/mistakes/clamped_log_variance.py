# /// mistake
# fails = "extreme_variances_are_fine"
# says = "You clamped log_var, which changes the result and cuts its gradient: within the given range nothing needs it."
# ///
import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + torch.exp(0.5 * log_var) * noise


def kl_to_standard_normal(mean, log_var):
    log_var = log_var.clamp(-30, 20)
    return 0.5 * (mean**2 + torch.exp(log_var) - 1 - log_var).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
