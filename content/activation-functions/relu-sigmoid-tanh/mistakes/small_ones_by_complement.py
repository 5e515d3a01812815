# /// mistake
# fails = "small_probabilities_keep_their_digits"
# says = "For negative x you take 1 minus a number close to 1, and all digits of the small result cancel: use exp(x)/(1 + exp(x)) there."
# ///
import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


def relu_grad(x):
    return (x > 0).astype(float)


def sigmoid(x):
    large = 1.0 / (1.0 + np.exp(-np.abs(x)))
    return np.where(x >= 0, large, 1.0 - large)


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x):
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
