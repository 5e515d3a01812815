# /// mistake
# fails = "the_mean_is_right"
# says = "You took the absolute value where the square belongs."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return np.abs(miss), np.sign(miss)
    if reduction == "sum":
        return float((np.abs(miss)).sum()), np.sign(miss)
    return float((np.abs(miss)).mean()), np.sign(miss) / miss.size
