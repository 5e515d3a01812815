# /// mistake
# fails = "dw_is_right"
# says = "You averaged dw and db over the batch: if the loss is a mean, its 1/N is already in dy, so sum."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen / len(rows), rows.mean(axis=0)
