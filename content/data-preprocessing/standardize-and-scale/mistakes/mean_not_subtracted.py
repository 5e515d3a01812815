# /// mistake
# fails = "standardised_columns_have_mean_zero_and_deviation_one"
# says = "You divided without subtracting the mean."
# ///
import numpy as np


class Standardizer:
    def fit(self, x):
        self.mean = x.mean(axis=0)
        spread = x.std(axis=0)
        self.spread = np.where(x.max(axis=0) == x.min(axis=0), 1.0, spread)
        self.mean = np.where(x.max(axis=0) == x.min(axis=0), x[0], self.mean)
        return self

    def transform(self, x):
        return x / self.spread


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low, self.high = low, high

    def fit(self, x):
        self.least = x.min(axis=0)
        width = x.max(axis=0) - self.least
        self.width = np.where(width == 0, 1.0, width)
        return self

    def transform(self, x):
        return self.low + (x - self.least) / self.width * (self.high - self.low)
