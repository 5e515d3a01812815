# /// mistake
# fails = "the_first_step_has_a_known_length"
# says = "With s=None there is no state yet and your sum fails: start from zeros."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = s + g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s
