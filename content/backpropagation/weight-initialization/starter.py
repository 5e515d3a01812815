import math

import torch


def fans(shape):
    # shape: (out, in) or (out, in, k1, k2, ...)
    # TODO: return fan_in, fan_out
    ...


def xavier_(w, distribution="uniform", gain=1.0):
    # TODO: fill w in place and return it
    ...


def he_(w, distribution="normal", mode="fan_in"):
    # TODO: fill w in place and return it
    ...
