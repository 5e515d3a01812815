# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "You took logarithms of probabilities that round to 0: use the loss that takes logits."
# ///
import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    return mean + torch.exp(0.5 * log_var) * noise


def kl_to_standard_normal(mean, log_var):
    return 0.5 * (mean**2 + torch.exp(log_var) - 1 - log_var).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    r = torch.sigmoid(logits)
    reconstruction = -(x * r.log() + (1 - x) * (1 - r).log()).sum(1)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
