# /// mistake
# fails = "forward_is_the_affine_map"
# says = "Your forward pass does not add the bias."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen, rows.sum(axis=0)
