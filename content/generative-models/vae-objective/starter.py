import torch
import torch.nn.functional as F


def reparameterise(mean, log_var, noise):
    # TODO: (b, k)
    ...


def kl_to_standard_normal(mean, log_var):
    # TODO: (b,)
    ...


def negative_elbo(x, logits, mean, log_var, beta=1.0):
    # TODO: a scalar
    ...
