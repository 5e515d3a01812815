# /// mistake
# fails = "dx_is_right"
# says = "You computed dx from the gradient of the weight: it is dy times the weight itself."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    dw = rows.T @ seen
    return dy @ dw, dw, rows.sum(axis=0)
