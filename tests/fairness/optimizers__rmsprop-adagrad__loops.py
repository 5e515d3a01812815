"""Entry by entry."""

import math

import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    new_theta, new_s = np.empty_like(theta), np.empty_like(theta)
    for i in np.ndindex(theta.shape):
        new_s[i] = (0.0 if s is None else s[i]) + g[i] ** 2
        new_theta[i] = theta[i] - lr * g[i] / (math.sqrt(new_s[i]) + eps)
    return new_theta, new_s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    new_theta, new_s = theta.copy(), theta.copy()
    for i in np.ndindex(theta.shape):
        old = 0.0 if s is None else s[i]
        new_s[i] = old + (1 - rho) * (g[i] ** 2 - old)
        new_theta[i] -= lr * g[i] / (math.sqrt(new_s[i]) + eps)
    return new_theta, new_s
