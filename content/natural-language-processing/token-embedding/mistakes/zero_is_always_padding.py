# /// mistake
# fails = "zero_is_a_padding"
# says = "You treat token 0 as padding even where there is none."
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
    flat_dy = dy.reshape(-1, d)
    for token, row in zip(flat_tokens, flat_dy):
        if token == (padding or 0):
            continue
        grad[token] += row
    return grad
