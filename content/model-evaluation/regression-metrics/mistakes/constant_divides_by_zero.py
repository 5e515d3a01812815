# /// mistake
# fails = "r2_of_a_constant_target"
# says = "A constant target has no spread to divide by: give 1.0 or 0.0."
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
    y = y.astype(np.float64)
    return 1.0 - error / float(((y - y.mean()) ** 2).mean())
