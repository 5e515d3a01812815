# /// mistake
# fails = "takes_any_leading_dimensions"
# says = "You summed db over the first axis only: with further leading dimensions sum over all of them, for example after reshape(-1, n_out)."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen, dy.sum(axis=0)
