"""The sigmoid as the exponential of its logarithm."""

import numpy as np


def relu(x):
    return x * (x > 0)


def relu_grad(x):
    return np.where(x > 0, 1.0, 0.0)


def sigmoid(x):
    return np.exp(-np.logaddexp(0.0, -x))


def sigmoid_grad(x):
    s = sigmoid(x)
    return s - s * s


def tanh(x):
    return sigmoid(2 * x) - sigmoid(-2 * x)


def tanh_grad(x):
    t = tanh(x)
    return (1 - t) * (1 + t)
