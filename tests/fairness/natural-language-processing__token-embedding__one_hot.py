"""A product with a one-hot matrix, both ways."""

import numpy as np


def one_hot(tokens, vocabulary, dtype):
    return (np.asarray(tokens).reshape(-1, 1) == np.arange(vocabulary)).astype(dtype)


def forward(table, tokens):
    v, d = table.shape
    hot = one_hot(tokens, v, table.dtype)
    if not hot.any(axis=1).all():
        raise IndexError("token")
    return (hot @ table).reshape(*tokens.shape, d)


def backward(dy, tokens, vocabulary, padding=None):
    hot = one_hot(tokens, vocabulary, dy.dtype)
    if padding is not None:
        hot[:, padding] = 0
    return hot.T @ dy.reshape(-1, dy.shape[-1])
