# /// mistake
# fails = "takes_any_leading_dimensions"
# says = "You swapped the last two axes, so there is one dw and one db per sequence: the same weight serves all of them, so sum over every leading dimension."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    if x.ndim == 1:
        return dy @ w, np.outer(dy, x), dy
    return dy @ w, np.swapaxes(dy, -1, -2) @ x, dy.sum(axis=-2)
