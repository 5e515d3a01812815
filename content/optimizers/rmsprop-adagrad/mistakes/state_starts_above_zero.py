# /// mistake
# fails = "an_entry_without_gradients_stays"
# says = "You start the state at a small constant to avoid the division by zero, so the returned state is off: start from zeros, and let eps do that."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.full_like(theta, 1e-3) if s is None else s
    s = s + g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.full_like(theta, 1e-3) if s is None else s
    s = rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s
