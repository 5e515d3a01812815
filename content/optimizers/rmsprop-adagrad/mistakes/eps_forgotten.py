# /// mistake
# fails = "an_entry_without_gradients_stays"
# says = "Without eps an entry that never had a gradient becomes 0/0, NaN: add eps to the root."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    s = s + g**2
    theta = theta - lr * g / (np.sqrt(s))
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    s = rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s))
    return theta, s
