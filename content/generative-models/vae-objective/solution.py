import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    # The randomness comes in from outside, so the sample is a smooth function of mean and log_var and has a gradient.
    return mean + torch.exp(0.5 * log_var) * noise  # half of log σ² is log σ


def kl_to_standard_normal(mean, log_var):
    # E[log q - log p] = ½ E[z²] - ½ E[((z - μ)/σ)²] - log σ, and E[z²] = μ² + σ², E[((z - μ)/σ)²] = 1.
    return 0.5 * (mean**2 + torch.exp(log_var) - 1 - log_var).sum(1)


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    # Sums over pixels: a mean would shrink the first term d-fold against the second, a hidden change of beta.
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)  # (b,)
    return (reconstruction + beta * kl_to_standard_normal(mean, log_var)).mean()
