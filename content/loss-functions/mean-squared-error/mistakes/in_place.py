# /// mistake
# fails = "leaves_its_arguments"
# says = "You subtract into pred itself (-=), which changes what the caller passed."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred if pred.dtype == np.float64 else pred.astype(np.float64)
    miss -= target
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
