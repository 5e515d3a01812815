# /// mistake
# fails = "adagrad_adds_up_the_squares"
# says = "You gathered absolute values and took no root: the state holds squares, and their root divides the step."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    s = s + np.abs(g)
    theta = theta - lr * g / (s + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    s = rho * s + (1 - rho) * np.abs(g)
    theta = theta - lr * g / (s + eps)
    return theta, s
