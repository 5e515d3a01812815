import numpy as np


def errors(y, prediction):
    if y.shape != prediction.shape:
        raise ValueError(f"shapes {y.shape} and {prediction.shape} differ")
    # float64 before the difference: 3 - 5 in uint8 is 254, and a float32 square overflows beyond 1e19.
    return y.astype(np.float64) - prediction


def mae(y, prediction):
    return float(np.abs(errors(y, prediction)).mean())


def mse(y, prediction):
    return float((errors(y, prediction) ** 2).mean())


def rmse(y, prediction):
    return mse(y, prediction) ** 0.5  # the root comes last: of the mean, not of each square


def r2(y, prediction):
    error = mse(y, prediction)
    if y.min() == y.max():  # the computed spread of equal floats may be 1e-34 and not 0
        return 1.0 if error == 0 else 0.0
    y = y.astype(np.float64)
    # The spread about the mean: the error of the best constant. The factor 1/n is in both.
    return 1.0 - error / float(((y - y.mean()) ** 2).mean())
