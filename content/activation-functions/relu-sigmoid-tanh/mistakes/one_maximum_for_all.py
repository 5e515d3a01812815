# /// mistake
# fails = "relu_is_right"
# says = "You took one maximum over the whole array (np.max): ReLU compares every entry with 0 on its own, as np.maximum does."
# ///
import numpy as np


def relu(x):
    return np.max(x, initial=0.0)


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
