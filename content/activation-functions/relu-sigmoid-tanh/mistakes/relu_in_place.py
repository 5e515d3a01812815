# /// mistake
# fails = "leaves_x_alone"
# says = "You set the negative entries of x itself to zero, which changes what the caller passed: work on a new array."
# ///
import numpy as np


def relu(x):
    x[x < 0] = 0.0
    return x


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
