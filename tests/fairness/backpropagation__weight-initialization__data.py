"""Through .data, with the bounds of the papers."""
import math

import torch


def fans(shape):
    if len(shape) <= 1:
        raise ValueError
    receptive = int(torch.tensor(shape[2:]).prod()) if len(shape) > 2 else 1
    return int(shape[1]) * receptive, int(shape[0]) * receptive


def xavier_(w, distribution="uniform", gain=1.0):
    i, o = fans(w.size())
    if distribution == "uniform":
        w.data.uniform_(-1, 1).mul_(gain * math.sqrt(6 / (i + o)))
    elif distribution == "normal":
        w.data.normal_().mul_(gain * math.sqrt(2 / (i + o)))
    else:
        raise ValueError("distribution")
    return w


def he_(w, distribution="normal", mode="fan_in"):
    i, o = fans(w.size())
    if mode == "fan_in":
        f = i
    elif mode == "fan_out":
        f = o
    else:
        raise ValueError("mode")
    if distribution == "uniform":
        w.data.uniform_(-1, 1).mul_(math.sqrt(6 / f))
    elif distribution == "normal":
        w.data.normal_().mul_(math.sqrt(2 / f))
    else:
        raise ValueError("distribution")
    return w
