# /// mistake
# fails = "he_normal_is_right"
# says = "You left out the 2: it makes up for the half that ReLU takes away."
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
    if mode not in ("fan_in", "fan_out"):
        raise ValueError("unknown mode")
    fan = fan_in if mode == "fan_in" else fan_out
    return fill(w, distribution, math.sqrt(1.0 / fan))
