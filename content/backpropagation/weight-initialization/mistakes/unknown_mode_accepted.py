# /// mistake
# fails = "wrong_uses_are_refused"
# says = "You take every unknown mode for fan_out: raise ValueError, or a typing error goes unnoticed."
# ///
import math

import torch


def fans(shape):
    if len(shape) < 2:
        raise ValueError("no fans")
    positions = math.prod(shape[2:])
    return shape[1] * positions, shape[0] * positions


@torch.no_grad()
def fill(w, distribution, std):
    if distribution == "normal":
        return w.normal_(0.0, std)
    if distribution == "uniform":
        bound = math.sqrt(3.0) * std
        return w.uniform_(-bound, bound)
    raise ValueError("unknown distribution")


def xavier_(w, distribution="uniform", gain=1.0):
    fan_in, fan_out = fans(w.shape)
    return fill(w, distribution, gain * math.sqrt(2.0 / (fan_in + fan_out)))


def he_(w, distribution="normal", mode="fan_in"):
    fan_in, fan_out = fans(w.shape)
    fan = fan_in if mode == "fan_in" else fan_out
    return fill(w, distribution, math.sqrt(2.0 / fan))
