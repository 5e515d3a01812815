import numpy as np


class Standardizer:
    def fit(self, x):
        least, most = x.min(axis=0), x.max(axis=0)  # (d,) each
        # Equal values are found by comparing them. Their mean is rounded, so their deviation may be 1e-17 and not 0.
        constant = least == most
        self.mean = np.where(constant, least, x.mean(axis=0))
        self.std = np.where(constant, 1.0, x.std(axis=0))  # std subtracts the mean before it squares
        return self

    def transform(self, x):
        return (x - self.mean) / self.std  # (n, d) with (d,): nothing is learned from this x


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low = low
        self.high = high

    def fit(self, x):
        self.least = x.min(axis=0)
        width = x.max(axis=0) - self.least
        self.width = np.where(width == 0, 1.0, width)  # exact: equal floats have the difference 0
        return self

    def transform(self, x):
        share = (x - self.least) / self.width  # 0 to 1 on the training data; beyond that for unseen values
        return self.low + share * (self.high - self.low)
