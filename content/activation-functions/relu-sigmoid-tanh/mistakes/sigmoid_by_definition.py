# /// mistake
# fails = "small_probabilities_keep_their_digits"
# says = "exp(-x) overflows for x below -709, so a small probability became 0: for negative x use exp(x)/(1 + exp(x))."
# ///
import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


def relu_grad(x):
    return (x > 0).astype(float)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x):
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
