"""Column by column with math."""

import math

import numpy as np


class Standardizer:
    def fit(self, x):
        self.numbers = []
        for column in x.T:
            values = column.tolist()
            if all(v == values[0] for v in values):
                self.numbers.append((values[0], 1.0))
            else:
                m = math.fsum(values) / len(values)
                self.numbers.append((m, math.sqrt(math.fsum((v - m) ** 2 for v in values) / len(values))))
        return self

    def transform(self, x):
        return np.array([[(v - m) / s for v, (m, s) in zip(row, self.numbers)] for row in x.tolist()])


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low, self.high = low, high

    def fit(self, x):
        self.numbers = [(min(c), max(c)) for c in x.T.tolist()]
        return self

    def transform(self, x):
        out = np.zeros(x.shape)
        for j, (a, b) in enumerate(self.numbers):
            out[:, j] = self.low + (x[:, j] - a) / ((b - a) or 1.0) * (self.high - self.low)
        return out
