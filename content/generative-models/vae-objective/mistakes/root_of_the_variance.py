# /// mistake
# fails = "extreme_variances_are_fine"
# says = "You took the root of exp(log_var), which underflows to 0, and there the root has no finite slope, so the gradient is NaN: halve log_var first."
# ///
import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + torch.exp(log_var).sqrt() * noise


def kl_to_standard_normal(mean, log_var):
    return 0.5 * (mean**2 + torch.exp(log_var) - 1 - log_var).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
