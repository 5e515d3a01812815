# /// mistake
# fails = "unequal_shapes_are_refused"
# says = "len gives the first dimension only: compare the whole shapes."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if len(pred) != len(target):
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
