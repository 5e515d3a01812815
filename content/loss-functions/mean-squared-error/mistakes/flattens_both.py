# /// mistake
# fails = "unequal_shapes_are_refused"
# says = "You flatten both arrays so that any shapes of the same size pass: unequal shapes must raise ValueError."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.size == target.size:
        target = target.reshape(pred.shape)
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
