# /// mistake
# fails = "single_precision_is_widened"
# says = "You compute in float32 when float32 comes in: convert both arrays to float64 first."
# ///
import numpy as np


def mse(pred, target, reduction="mean"):
    if pred.shape != target.shape:
        raise ValueError("shapes differ")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("unknown reduction")
    wide = np.float32 if pred.dtype == np.float32 else np.float64
    miss = pred.astype(wide) - target.astype(wide)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        return float((miss**2).sum()), 2.0 * miss
    return float((miss**2).mean()), 2.0 * miss / miss.size
