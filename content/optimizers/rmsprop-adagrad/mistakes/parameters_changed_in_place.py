# /// mistake
# fails = "leaves_its_arguments"
# says = "You changed the caller's parameters (theta -= ... works in place): return a new array."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    s = s + g**2
    theta -= lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    s = rho * s + (1 - rho) * g**2
    theta -= lr * g / (np.sqrt(s) + eps)
    return theta, s
