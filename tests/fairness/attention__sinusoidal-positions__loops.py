import math

import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    """A stranger's: entry by entry, from the prompt."""
    if width % 2 == 1:
        raise ValueError("width is odd")
    out = np.zeros((length, width))
    for p in range(length):
        for i in range(width // 2):
            theta = base ** (-2 * i / width)
            out[p, 2 * i] = math.sin(p * theta)
            out[p, 2 * i + 1] = math.cos(p * theta)
    return out


def shift_matrix(offset, width, base=10000.0):
    if width % 2 == 1:
        raise ValueError("width is odd")
    m = np.eye(width)
    for i in range(width // 2):
        b = offset * base ** (-2 * i / width)
        m[2 * i, 2 * i] = math.cos(b)
        m[2 * i, 2 * i + 1] = math.sin(b)
        m[2 * i + 1, 2 * i] = -math.sin(b)
        m[2 * i + 1, 2 * i + 1] = math.cos(b)
    return m
