"""Column by column, with where instead of index arrays."""

import numpy as np


def skewness(x):
    out = np.zeros(x.shape[1])
    for j in range(x.shape[1]):
        c = x[:, j]
        if np.all(c == c[0]):
            continue
        d = c - np.mean(c)
        s = np.sqrt(np.mean(d * d))
        out[j] = np.mean((d / s) ** 3)
    return out


class LogTransform:
    def __init__(self, threshold=1.0):
        self.threshold = threshold
        self.columns = None

    def fit(self, x):
        s = skewness(x)
        self.columns = np.array([bool(np.all(x[:, j] >= 0) and s[j] > self.threshold) for j in range(x.shape[1])])
        return self

    def transform(self, x):
        bad = np.any((x < 0) & self.columns[None, :])
        if bad:
            raise ValueError("negative")
        return np.where(self.columns, np.log1p(np.maximum(x, 0)), x)

    def inverse(self, z):
        with np.errstate(over="ignore"):
            return np.where(self.columns, np.expm1(z), z)
