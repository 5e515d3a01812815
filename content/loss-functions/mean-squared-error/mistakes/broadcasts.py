# /// mistake
# fails = "unequal_shapes_are_refused"
# says = "You let NumPy broadcast: (n, 1) against (n,) gives all n² pairs, so compare the shapes and raise ValueError."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
