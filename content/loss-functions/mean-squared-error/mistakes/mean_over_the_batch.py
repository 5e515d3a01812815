# /// mistake
# fails = "the_mean_is_right"
# says = "You divide by the number of rows: the mean is over all entries, so divide by the size."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).sum() / len(miss)), 2.0 * miss / len(miss)
