# /// mistake
# fails = "extreme_variances_are_fine"
# says = "You took the logarithm of exp(log_var), which underflows to 0: use log_var itself."
# ///
import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + torch.exp(0.5 * log_var) * noise


def kl_to_standard_normal(mean, log_var):
    var = torch.exp(log_var)
    return 0.5 * (mean**2 + var - 1 - torch.log(var)).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
