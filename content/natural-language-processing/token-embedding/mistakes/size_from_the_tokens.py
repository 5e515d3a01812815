# /// mistake
# fails = "gradients_add_up"
# says = "You make the gradient only as tall as the largest token that occurs: it has the shape of the table."
# ///
import numpy as np


def forward(table, tokens):
    if tokens.size and (tokens.min() < 0 or tokens.max() >= len(table)):
        raise IndexError("token out of range")
    return np.array(table[tokens])


def backward(dy, tokens, vocabulary, padding=None):
    d = dy.shape[-1]
    grad = np.zeros((vocabulary, d), dtype=dy.dtype)
    flat_tokens = tokens.reshape(-1)
    grad = grad[: int(flat_tokens.max(initial=0)) + 1]
    flat_dy = dy.reshape(-1, d)
    for token, row in zip(flat_tokens, flat_dy):
        if padding is not None and token == padding:
            continue
        grad[token] += row
    return grad
