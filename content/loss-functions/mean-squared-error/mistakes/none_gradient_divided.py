# /// mistake
# fails = "no_reduction_is_right"
# says = "With reduction none each entry has its own loss, so there is no mean that its derivative could be divided by."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss / miss.size
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
