# /// mistake
# fails = "db_is_right"
# says = "You summed dy over everything: each output has its own bias, so keep the last dimension."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen, np.full(w.shape[0], rows.sum())
