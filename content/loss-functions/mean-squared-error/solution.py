import numpy as np


def mse(pred, target, reduction="mean"):
    # Broadcasting (n, 1) with (n,) compares every prediction with every target. No error is raised, the loss is a
    # number like any other, and the model learns the mean of the targets. So the shapes must agree exactly.
    if pred.shape != target.shape:
        raise ValueError(f"pred has the shape {pred.shape}, target {target.shape}")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    # Convert before subtracting: unsigned numbers wrap around below zero.
    miss = pred.astype(np.float64) - target.astype(np.float64)
    if reduction == "none":
        return miss**2, 2.0 * miss
    if reduction == "sum":
        # Each entry of pred occurs in one term, so the sum has the same derivatives.
        return float((miss**2).sum()), 2.0 * miss
    # All entries count, not only the rows of the batch; the 1/size reaches the gradient as well.
    return float((miss**2).mean()), 2.0 * miss / miss.size
