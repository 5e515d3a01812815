# /// mistake
# fails = "tokens_out_of_range_are_refused"
# says = "You bring tokens out of range back into it, which hides a broken tokeniser: raise IndexError."
# ///
import numpy as np


def forward(table, tokens):
    tokens = np.clip(tokens, 0, len(table) - 1)
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
