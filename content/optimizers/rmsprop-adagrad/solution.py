import numpy as np


def scaled_step(theta, g, s, lr, eps):
    # Entry by entry: where gradients were large the step is cut down. With g = 0 and s = 0 this is 0 / eps = 0, no NaN.
    return theta - lr * g / (np.sqrt(s) + eps)


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    if s is None:
        s = np.zeros_like(theta)  # shape and dtype of the parameters
    s = s + g * g  # a new array: += would write into the caller's state. It only grows, so the steps only shrink.
    return scaled_step(theta, g, s, lr, eps), s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    if s is None:
        s = np.zeros_like(theta)
    s = rho * s + (1 - rho) * g * g  # old squares fade, so the state can fall again
    return scaled_step(theta, g, s, lr, eps), s
