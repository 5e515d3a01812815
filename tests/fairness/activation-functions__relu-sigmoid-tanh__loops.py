"""Python floats, one entry after the other."""

import math

import numpy as np


def each(function, x):
    flat = [function(float(v)) for v in x.reshape(-1)]
    return np.array(flat, dtype=np.float64).reshape(x.shape)


def _relu(v):
    return v if v > 0 else 0.0


def _sigmoid(v):
    if v < 0:
        e = math.exp(v)
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-v))


def _tanh(v):
    if v < 0:
        return -_tanh(-v)
    e = math.exp(-2 * v)
    return (1 - e) / (1 + e)


def relu(x):
    return each(_relu, x)


def relu_grad(x):
    return each(lambda v: 1.0 if v > 0 else 0.0, x)


def sigmoid(x):
    return each(_sigmoid, x)


def sigmoid_grad(x):
    return each(lambda v: _sigmoid(v) * (1 - _sigmoid(v)), x)


def tanh(x):
    return each(_tanh, x)


def tanh_grad(x):
    return each(lambda v: 1 - _tanh(v) ** 2, x)
