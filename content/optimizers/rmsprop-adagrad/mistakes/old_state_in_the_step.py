# /// mistake
# fails = "the_first_step_has_a_known_length"
# says = "You divided by the root of the old state, which is zero at first, so the first step is gigantic: update the state before you use it."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros_like(theta) if s is None else s
    old, s = s, s + g**2
    theta = theta - lr * g / (np.sqrt(old) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros_like(theta) if s is None else s
    old, s = s, rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(old) + eps)
    return theta, s
