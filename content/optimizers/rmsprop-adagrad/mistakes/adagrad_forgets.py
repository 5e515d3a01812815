# /// mistake
# fails = "adagrad_adds_up_the_squares"
# says = "Your AdaGrad keeps the latest squared gradient only, so every step is lr times the sign: add the square to the old state."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    s = g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    s = rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s
