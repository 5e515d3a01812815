# /// mistake
# fails = "dw_is_right"
# says = "You cached the output and used it in dw: the derivative of y with respect to w is the input x, so keep x."
# ///
import numpy as np


def forward(x, w, b):
    y = x @ w.T + b
    return y, (y, w)


def backward(dy, cache):
    y, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), y.reshape(-1, y.shape[-1])
    return dy @ w, rows.T @ seen, rows.sum(axis=0)
