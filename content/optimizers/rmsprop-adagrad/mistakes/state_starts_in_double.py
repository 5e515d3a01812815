# /// mistake
# fails = "single_precision_stays_single"
# says = "np.zeros makes float64, so float32 parameters come back as float64: use zeros_like."
# ///
import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = np.zeros(theta.shape) if s is None else s
    s = s + g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    s = np.zeros(theta.shape) if s is None else s
    s = rho * s + (1 - rho) * g**2
    theta = theta - lr * g / (np.sqrt(s) + eps)
    return theta, s
