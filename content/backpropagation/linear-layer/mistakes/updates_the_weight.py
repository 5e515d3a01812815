# /// mistake
# fails = "leaves_its_arguments"
# says = "You took a step with the weight inside backward: backward only computes gradients, and the optimizer uses them later."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    dx, dw, db = dy @ w, rows.T @ seen, rows.sum(axis=0)
    w -= 0.01 * dw
    return dx, dw, db
