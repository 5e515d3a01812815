# /// mistake
# fails = "rounding_does_not_hide_a_constant_column"
# says = "You looked for a deviation of exactly zero, but equal values can have one of 1e-17, and dividing by it blows up: compare the largest with the smallest value."
# ///
import numpy as np


class Standardizer:
    def fit(self, x):
        self.mean = x.mean(axis=0)
        spread = x.std(axis=0)
        self.spread = np.where(spread == 0, 1.0, spread)
        return self

    def transform(self, x):
        return (x - self.mean) / self.spread


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
