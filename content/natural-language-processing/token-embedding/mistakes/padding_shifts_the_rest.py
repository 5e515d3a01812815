# /// mistake
# fails = "the_padding_row_gets_no_gradient"
# says = "You drop the padding's tokens but not their gradients, so the rest is out of step: cut both, or zero the row at the end."
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
    if padding is not None:
        flat_tokens = flat_tokens[flat_tokens != padding]
    for token, row in zip(flat_tokens, flat_dy):
        grad[token] += row
    return grad
