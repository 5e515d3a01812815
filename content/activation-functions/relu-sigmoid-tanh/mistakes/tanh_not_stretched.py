# /// mistake
# fails = "tanh_is_right"
# says = "Your tanh is sigmoid(2x), which lies between 0 and 1: stretch it to (-1, 1) with 2 * sigmoid(2x) - 1."
# ///
import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


def relu_grad(x):
    return (x > 0).astype(float)


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x):
    return sigmoid(2.0 * x)


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
