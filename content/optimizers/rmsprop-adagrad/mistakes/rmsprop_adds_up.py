# /// mistake
# fails = "rmsprop_averages_the_squares"
# says = "Your RMSprop adds up (1 - rho) * g^2 without letting the old state fade: multiply the old state by rho."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    s = s + g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    s = s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s
