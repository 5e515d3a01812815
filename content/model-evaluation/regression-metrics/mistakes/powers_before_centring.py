# /// mistake
# fails = "targets_far_from_zero"
# says = "You computed the spread as the mean of the squares minus the square of the mean: far from zero no digit is left. Subtract the mean first."
# ///
import numpy as np


def errors(y, prediction):
    if y.shape != prediction.shape:
        raise ValueError(f"shapes {y.shape} and {prediction.shape} differ")
    return y.astype(np.float64) - prediction


def mae(y, prediction):
    return float(np.abs(errors(y, prediction)).mean())


def mse(y, prediction):
    return float((errors(y, prediction) ** 2).mean())


def rmse(y, prediction):
    return mse(y, prediction) ** 0.5


def r2(y, prediction):
    error = mse(y, prediction)
    if y.min() == y.max():
        return 1.0 if error == 0 else 0.0
    y = y.astype(np.float64)
    return 1.0 - error / float(((y**2).mean() - y.mean() ** 2))
