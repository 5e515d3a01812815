"""Index lists, ptp for constant columns, sums instead of means."""

import numpy as np


def skewness(x):
    n = x.shape[0]
    flat = np.ptp(x, axis=0) == 0
    r = x - x.sum(0) / n
    m2 = (r * r).sum(0) / n
    m3 = (r * r * r).sum(0) / n
    m2[flat] = 1
    m3[flat] = 0
    return m3 / (m2 * np.sqrt(m2))


class LogTransform:
    def __init__(self, threshold=1.0):
        self.threshold = threshold

    def fit(self, x):
        nonnegative = ~(x < 0).any(axis=0)
        self.columns = np.logical_and(nonnegative, skewness(x) > self.threshold)
        return self

    def transform(self, x):
        result = np.array(x)
        for j in np.flatnonzero(self.columns):
            if result[:, j].min() < 0:
                raise ValueError(f"column {j} has negative values")
            result[:, j] = np.log1p(result[:, j])
        return result

    def inverse(self, z):
        result = np.array(z)
        for j in np.flatnonzero(self.columns):
            result[:, j] = np.expm1(result[:, j])
        return result
