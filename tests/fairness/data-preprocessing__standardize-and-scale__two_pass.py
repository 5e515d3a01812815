"""Variance by hand, ptp for constant columns."""

import numpy as np


class Standardizer:
    def fit(self, x):
        self.mu = np.mean(x, axis=0)
        d = x - self.mu
        self.sigma = np.sqrt((d * d).sum(axis=0) / x.shape[0])
        flat = np.ptp(x, axis=0) == 0
        self.mu[flat] = x[0, flat]
        self.sigma[flat] = 1
        return self

    def transform(self, x):
        z = np.subtract(x, self.mu)
        z /= self.sigma
        return z


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.range = (low, high)

    def fit(self, x):
        self.a, self.b = np.min(x, 0), np.max(x, 0)
        return self

    def transform(self, x):
        low, high = self.range
        factor = (high - low) / np.where(self.b > self.a, self.b - self.a, 1)
        return (x - self.a) * factor + low
