"""Lists and fsum."""

import math

import numpy as np


def _lists(y, prediction):
    if np.shape(y) != np.shape(prediction):
        raise ValueError("shape mismatch")
    return [float(v) for v in y], [float(v) for v in prediction]


def mae(y, prediction):
    a, b = _lists(y, prediction)
    return math.fsum(abs(p - q) for p, q in zip(a, b)) / len(a)


def mse(y, prediction):
    a, b = _lists(y, prediction)
    return math.fsum((p - q) ** 2 for p, q in zip(a, b)) / len(a)


def rmse(y, prediction):
    return math.sqrt(mse(y, prediction))


def r2(y, prediction):
    a, b = _lists(y, prediction)
    residual = math.fsum((p - q) ** 2 for p, q in zip(a, b))
    if len(set(a)) == 1:
        return float(residual == 0)
    mean = math.fsum(a) / len(a)
    return 1 - residual / math.fsum((p - mean) ** 2 for p in a)
