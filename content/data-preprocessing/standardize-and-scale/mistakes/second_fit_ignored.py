# /// mistake
# fails = "the_last_fit_counts"
# says = "Your second fit does nothing: every fit learns from scratch."
# ///
import numpy as np


class Standardizer:
    def fit(self, x):
        if hasattr(self, "mean"):
            return self
        self.mean = x.mean(axis=0)
        spread = x.std(axis=0)
        self.spread = np.where(x.max(axis=0) == x.min(axis=0), 1.0, spread)
        self.mean = np.where(x.max(axis=0) == x.min(axis=0), x[0], self.mean)
        return self

    def transform(self, x):
        return (x - self.mean) / self.spread


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low, self.high = low, high

    def fit(self, x):
        if hasattr(self, "least"):
            return self
        self.least = x.min(axis=0)
        width = x.max(axis=0) - self.least
        self.width = np.where(width == 0, 1.0, width)
        return self

    def transform(self, x):
        return self.low + (x - self.least) / self.width * (self.high - self.low)
