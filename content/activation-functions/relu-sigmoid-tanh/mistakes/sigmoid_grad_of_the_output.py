# /// mistake
# fails = "sigmoid_grad_is_right"
# says = "You wrote x * (1 - x), which holds when x is already the output: compute s = sigmoid(x) first, then s * (1 - s)."
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
    return x * (1.0 - x)


def tanh(x):
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
