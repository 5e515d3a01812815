# /// mistake
# fails = "forward_is_the_affine_map"
# says = "You multiplied x by w as it is: w is (n_out, n_in), so the forward pass takes its transpose."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w.T, seen.T @ rows, rows.sum(axis=0)
