# /// mistake
# fails = "takes_any_leading_dimensions"
# says = "Your backward takes x of shape (B, n_in) only: flatten the leading dimensions of dy and x with reshape(-1, n) before dw."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    return dy @ w, dy.T @ x, dy.sum(axis=0)
