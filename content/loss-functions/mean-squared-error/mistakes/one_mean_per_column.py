# /// mistake
# fails = "the_mean_is_right"
# says = "You average over the first axis only: the loss is one number, the mean over all entries."
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
    return (miss**2).mean(axis=0), 2.0 * miss / miss.size
