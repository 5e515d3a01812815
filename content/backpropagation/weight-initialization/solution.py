import math

import torch


def fans(shape):
    if len(shape) < 2:
        raise ValueError(f"a tensor of shape {tuple(shape)} has no fans")
    # A filter sees `in` channels at each of its positions, so all of them feed one output entry. The product of no
    # numbers is 1, so a linear layer needs no case of its own.
    positions = math.prod(shape[2:])
    return shape[1] * positions, shape[0] * positions


@torch.no_grad()  # autograd forbids changing a leaf in place, and drawing numbers is no part of the model
def fill(w, distribution, std):
    if distribution == "normal":
        return w.normal_(0.0, std)
    if distribution == "uniform":
        bound = math.sqrt(3.0) * std  # the variance of a uniform number in [-a, a] is a²/3
        return w.uniform_(-bound, bound)
    raise ValueError(f"unknown distribution {distribution!r}")


def xavier_(w, distribution="uniform", gain=1.0):
    # Going forward, variance 1/fan_in keeps the size of a sum of fan_in terms; going back it is 1/fan_out. The mean of
    # both fans is the compromise.
    fan_in, fan_out = fans(w.shape)
    return fill(w, distribution, gain * math.sqrt(2.0 / (fan_in + fan_out)))


def he_(w, distribution="normal", mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode!r}")
    fan_in, fan_out = fans(w.shape)
    # A ReLU lets half of the mean square through, and the 2 makes up for it.
    return fill(w, distribution, math.sqrt(2.0 / (fan_in if mode == "fan_in" else fan_out)))
