"""Dot products, norms, ptp."""

import numpy as np


def _check(y, prediction):
    if y.shape != prediction.shape:
        raise ValueError
    return np.asarray(y, dtype=float), np.asarray(prediction, dtype=float)


def mae(y, prediction):
    y, p = _check(y, prediction)
    return float(np.linalg.norm(y - p, 1) / y.size)


def mse(y, prediction):
    y, p = _check(y, prediction)
    r = y - p
    return float(np.dot(r, r) / r.size)


def rmse(y, prediction):
    y, p = _check(y, prediction)
    return float(np.sqrt(np.mean(np.square(y - p))))


def r2(y, prediction):
    y, p = _check(y, prediction)
    ss_res = np.sum((y - p) ** 2)
    if np.ptp(y) == 0:
        return 1.0 if ss_res == 0 else 0.0
    return float(1 - ss_res / (y.size * np.var(y)))
