# /// mistake
# fails = "the_mean_is_right"
# says = "You put the factor one half into the loss; the prompt asks for none."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2 / 2, miss
    if reduction == "sum":
        return float((miss**2).sum()) / 2, miss
    return float((miss**2).mean()) / 2, miss / miss.size
