# /// mistake
# fails = "leaves_the_arguments_alone"
# says = "You set the padding's gradients to zero in the caller's dy: zero the row of your own result."
# ///
import numpy as np


def forward(table, tokens):
    if tokens.size and (tokens.min() < 0 or tokens.max() >= len(table)):
        raise IndexError("token out of range")
    return np.array(table[tokens])


def backward(dy, tokens, vocabulary, padding=None):
    d = dy.shape[-1]
    grad = np.zeros((vocabulary, d), dtype=dy.dtype)
    if padding is not None:
        dy[tokens == padding] = 0
    flat_tokens = tokens.reshape(-1)
    flat_dy = dy.reshape(-1, d)
    for token, row in zip(flat_tokens, flat_dy):
        if padding is not None and token == padding:
            continue
        grad[token] += row
    return grad
