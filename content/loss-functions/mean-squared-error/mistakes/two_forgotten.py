# /// mistake
# fails = "the_mean_is_right"
# says = "Your gradient lacks the factor 2 of the square: the derivative of (p - t)² is 2 (p - t)."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, miss
    if reduction == "sum":
        return float((miss**2).sum()), miss
    return float((miss**2).mean()), miss / miss.size
