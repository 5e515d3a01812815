# /// mistake
# fails = "the_divergence_is_summed"
# says = "Your divergence is negative: a divergence never is."
# ///
import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + torch.exp(0.5 * log_var) * noise


def kl_to_standard_normal(mean, log_var):
    return 0.5 * (1 + log_var - mean**2 - torch.exp(log_var)).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
