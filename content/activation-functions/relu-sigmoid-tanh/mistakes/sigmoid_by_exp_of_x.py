# /// mistake
# fails = "large_inputs_give_the_limits"
# says = "exp(x)/(1 + exp(x)) is infinity over infinity for large x: use that form for negative x only."
# ///
import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


def relu_grad(x):
    return (x > 0).astype(float)


def sigmoid(x):
    return np.exp(x) / (1.0 + np.exp(x))


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1.0 - s)


def tanh(x):
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
