# /// mistake
# fails = "dx_is_right"
# says = "You multiplied dy by wᵀ: w is (n_out, n_in), so dx = dy·w already has the shape of x."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w.T, rows.T @ seen, rows.sum(axis=0)
