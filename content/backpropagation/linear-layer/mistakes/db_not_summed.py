# /// mistake
# fails = "db_is_right"
# says = "You returned dy as db: the bias was added at every position, so sum dy over all leading dimensions."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen, dy
