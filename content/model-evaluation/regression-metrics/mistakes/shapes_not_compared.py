# /// mistake
# fails = "shapes_must_agree"
# says = "(n,) minus (n, 1) is (n, n): compare the shapes, and raise ValueError."
# ///
import numpy as np


def errors(y, prediction):
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
    return 1.0 - error / float(((y - y.mean()) ** 2).mean())
