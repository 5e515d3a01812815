# /// mistake
# fails = "large_inputs_give_the_limits"
# says = "exp(1000) is infinite, and infinity over infinity is NaN: write tanh with exponents that are never positive."
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
    up, down = np.exp(x), np.exp(-x)
    return (up - down) / (up + down)


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
