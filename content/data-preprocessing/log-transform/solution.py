import numpy as np


def skewness(x):
    # Equal values are found by comparing them: their computed deviation may be 1e-17, and 1e-17 over itself is not 0.
    constant = x.min(axis=0) == x.max(axis=0)
    centred = x - x.mean(axis=0)  # before the powers, or columns far from zero lose their digits
    second = np.where(constant, 1.0, (centred**2).mean(axis=0))
    return np.where(constant, 0.0, (centred**3).mean(axis=0) / second**1.5)


class LogTransform:
    def __init__(self, threshold=1.0):
        self.threshold = threshold

    def fit(self, x):
        # A long left tail has a negative skewness: the logarithm would make it longer.
        self.columns = (x.min(axis=0) >= 0) & (skewness(x) > self.threshold)  # (d,)
        return self

    def transform(self, x):
        chosen = x[:, self.columns]  # an index array copies
        if (chosen < 0).any():
            raise ValueError("a chosen column holds a negative value")
        out = x.copy()
        out[:, self.columns] = np.log1p(chosen)  # 1 + 1e-18 is 1 in float64, and its logarithm 0
        return out

    def inverse(self, z):
        out = z.copy()
        out[:, self.columns] = np.expm1(z[:, self.columns])
        return out
