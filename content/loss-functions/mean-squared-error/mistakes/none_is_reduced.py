# /// mistake
# fails = "no_reduction_is_right"
# says = "With reduction none nothing is summed: return one loss per entry."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return float((miss**2).mean()), 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
