import numpy as np


def relu(x):
    return np.maximum(x, 0.0)  # a new array; x[x < 0] = 0 would change the caller's


def relu_grad(x):
    # A comparison gives booleans, which must become numbers before anything is multiplied with them. Strictly greater:
    # at 0 any slope between 0 and 1 is a subgradient, and 0 is the one that the prompt asks for.
    return (x > 0).astype(np.float64)


def sigmoid(x):
    # Two forms of the same function: 1/(1 + e^-x) is safe for x >= 0, e^x/(1 + e^x) for x < 0. In both the exponent is
    # -|x|, so exp lies in (0, 1] and cannot overflow. The denominator is the same; the numerator keeps small results.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def sigmoid_grad(x):
    s = sigmoid(x)  # the derivative is cheap once the output is there, which is why frameworks keep the output
    return s * (1.0 - s)


def tanh(x):
    # Divide the definition by e^x above and below: (1 - e^-2x)/(1 + e^-2x) = 2·sigmoid(2x) - 1. A sigmoid, twice as
    # steep, stretched to (-1, 1). It inherits the stable form.
    return 2.0 * sigmoid(2.0 * x) - 1.0


def tanh_grad(x):
    return 1.0 - tanh(x) ** 2
