"""The bias as one more input of ones; an object as cache."""

import numpy as np


class Layer:
    """Remembers what one call saw."""

    def __init__(self, x, w):
        self.shape = x.shape
        self.rows = np.concatenate([x.reshape(-1, x.shape[-1]), np.ones((x.size // x.shape[-1], 1))], axis=1)
        self.w = w


def forward(x, w, b):
    """Multiply the extended rows by the extended weight."""
    layer = Layer(x, w)
    extended = np.hstack([w, b[:, None]])
    return (layer.rows @ extended.T).reshape(*x.shape[:-1], len(b)), layer


def backward(dy, cache):
    """Split the extended gradient."""
    rows = dy.reshape(-1, dy.shape[-1])
    both = rows.T @ cache.rows
    return (rows @ cache.w).reshape(cache.shape), both[:, :-1], both[:, -1]
