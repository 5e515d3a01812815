# /// mistake
# fails = "tokens_out_of_range_are_refused"
# says = "NumPy takes a negative token for a row counted from the end: test the range yourself."
# ///
import numpy as np


def forward(table, tokens):
    if tokens.size and (tokens.max() >= len(table)):
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
