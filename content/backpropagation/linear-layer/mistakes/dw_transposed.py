# /// mistake
# fails = "dw_is_right"
# says = "Your dw has the shape (n_in, n_out): a gradient has the shape of its variable, so take dyᵀ·x instead of xᵀ·dy."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, seen.T @ rows, rows.sum(axis=0)
