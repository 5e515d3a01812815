import numpy as np

REDUCERS = {"none": lambda e: e, "sum": np.sum, "mean": np.mean}


def mse(pred, target, reduction="mean"):
    """Look the reduction up; 0-d results stay arrays."""
    if reduction not in REDUCERS:
        raise ValueError("reduction must be one of " + ", ".join(REDUCERS))
    if np.shape(pred) != np.shape(target):
        raise ValueError("no broadcasting here")
    p, t = np.array(pred, dtype="float64"), np.array(target, dtype="float64")
    error = np.subtract(p, t)
    scale = 1 / error.size if reduction == "mean" else 1
    return np.asarray(REDUCERS[reduction](np.square(error))), error * 2 * scale
