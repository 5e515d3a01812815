# /// mistake
# fails = "tanh_grad_is_right"
# says = "You used the slope of the sigmoid, t * (1 - t), for tanh: its slope is 1 - t²."
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
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return tanh(x) * (1.0 - tanh(x))
