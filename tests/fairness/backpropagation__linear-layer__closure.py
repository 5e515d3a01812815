"""The cache is a function that remembers; tensordot and outer products."""

import numpy as np


def forward(x, w, b):
    """Return the backward pass itself as the cache."""

    def pull_back(dy):
        leading = list(range(dy.ndim - 1))
        dw = np.outer(dy, x) if x.ndim == 1 else np.tensordot(dy, x, axes=(leading, leading))
        db = dy.copy()
        while db.ndim > 1:
            db = db.sum(0)
        return np.dot(dy, w), dw, db

    return np.dot(x, np.transpose(w)) + b[None, :].reshape(-1), pull_back


def backward(dy, cache):
    """Call it."""
    return cache(dy)
