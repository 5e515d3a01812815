# /// mistake
# fails = "dx_is_right"
# says = "Your gradients come in another order: return dx, dw, db."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return rows.T @ seen, rows.sum(axis=0), dy @ w
