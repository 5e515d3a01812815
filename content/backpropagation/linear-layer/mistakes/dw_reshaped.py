# /// mistake
# fails = "dw_is_right"
# says = "You reshaped xᵀ·dy to the shape of w: the sizes fit, but the numbers are shuffled, so take dyᵀ·x or transpose."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, (seen.T @ rows).reshape(w.shape), rows.sum(axis=0)
