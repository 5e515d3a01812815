# /// mistake
# fails = "a_single_token_and_none"
# says = "You ask for the smallest of no tokens: an empty batch has none to test."
# ///
import numpy as np


def forward(table, tokens):
    if tokens.min() < 0 or tokens.max() >= len(table):
        raise IndexError("token out of range")
    return np.array(table[tokens])


def backward(dy, tokens, vocabulary, padding=None):
    d = dy.shape[-1]
    grad = np.zeros((vocabulary, d), dtype=dy.dtype)
    flat_tokens = tokens.reshape(-1)
    flat_dy = dy.reshape(-1, d)
    for token, row in zip(flat_tokens, flat_dy):
        if padding is not None and token == padding:
            continue
        grad[token] += row
    return grad
