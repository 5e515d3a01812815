import numpy as np


def forward(table, tokens):
    # NumPy refuses what is too large, but would take -1 for the last row without a word, and train a wrong one.
    if np.any(tokens < 0):
        raise IndexError("tokens must not be negative")
    # The product of a one-hot row with the table picks one row of it; indexing does that without the multiplications.
    return table[tokens]  # (..., d)


def backward(dy, tokens, vocabulary, padding=None):
    gradient = np.zeros((vocabulary, dy.shape[-1]), dtype=dy.dtype)
    # Every use of a row passes its gradient back, so they add up. `gradient[tokens] += dy` would read each row once
    # and keep only the last of several additions to it; add.at does one after the other.
    np.add.at(gradient, tokens, dy)
    if padding is not None:  # padding may be 0
        gradient[padding] = 0
    return gradient
