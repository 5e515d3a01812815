# /// mistake
# fails = "leaves_its_arguments"
# says = "You wrote into the caller's array: copy it first."
# ///
import numpy as np


def skewness(x):
    constant = x.min(axis=0) == x.max(axis=0)
    centred = x - x.mean(axis=0)
    second = np.where(constant, 1.0, (centred**2).mean(axis=0))
    return np.where(constant, 0.0, (centred**3).mean(axis=0) / second**1.5)


class LogTransform:
    def __init__(self, threshold=1.0):
        self.threshold = threshold

    def fit(self, x):
        self.columns = (x.min(axis=0) >= 0) & (skewness(x) > self.threshold)
        return self

    def transform(self, x):
        chosen = x[:, self.columns]
        if (chosen < 0).any():
            raise ValueError("a chosen column holds a negative value")
        out = x
        out[:, self.columns] = np.log1p(chosen)
        return out

    def inverse(self, z):
        out = z
        out[:, self.columns] = np.expm1(z[:, self.columns])
        return out
