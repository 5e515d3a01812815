# /// mistake
# fails = "gradients_add_up"
# says = "With += on repeated indices NumPy keeps only the last addition to each row: use np.add.at, or a loop."
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
    grad[flat_tokens] += flat_dy
    if padding is not None:
        grad[padding] = 0
    return grad
