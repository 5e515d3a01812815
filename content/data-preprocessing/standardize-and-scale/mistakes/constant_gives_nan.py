# /// mistake
# fails = "a_constant_column_is_only_shifted"
# says = "A constant column becomes 0/0: divide by 1 where there is no spread."
# ///
import numpy as np


class Standardizer:
    def fit(self, x):
        self.mean = x.mean(axis=0)
        spread = x.std(axis=0)
        self.spread = spread
        self.mean = np.where(x.max(axis=0) == x.min(axis=0), x[0], self.mean)
        return self

    def transform(self, x):
        return (x - self.mean) / self.spread


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low, self.high = low, high

    def fit(self, x):
        self.least = x.min(axis=0)
        width = x.max(axis=0) - self.least
        self.width = width
        return self

    def transform(self, x):
        return self.low + (x - self.least) / self.width * (self.high - self.low)
