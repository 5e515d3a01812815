# /// mistake
# fails = "the_last_fit_counts"
# says = "You store what fit learns on the class, so all objects share it: store it on self."
# ///
import numpy as np


class Standardizer:
    def fit(self, x):
        type(self).mean = x.mean(axis=0)
        spread = x.std(axis=0)
        type(self).spread = np.where(x.max(axis=0) == x.min(axis=0), 1.0, spread)
        type(self).mean = np.where(x.max(axis=0) == x.min(axis=0), x[0], type(self).mean)
        return self

    def transform(self, x):
        return (x - type(self).mean) / type(self).spread


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0):
        self.low, self.high = low, high

    def fit(self, x):
        type(self).least = x.min(axis=0)
        width = x.max(axis=0) - type(self).least
        type(self).width = np.where(width == 0, 1.0, width)
        return self

    def transform(self, x):
        return self.low + (x - type(self).least) / type(self).width * (self.high - self.low)
