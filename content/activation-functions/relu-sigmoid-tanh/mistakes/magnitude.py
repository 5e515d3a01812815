# /// mistake
# fails = "relu_is_right"
# says = "You return the magnitude of x: negative entries have to become 0, not positive."
# ///
import numpy as np


def relu(x):
    return np.abs(x)


def relu_grad(x):
    return (x > 0).astype(float)


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x):
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
