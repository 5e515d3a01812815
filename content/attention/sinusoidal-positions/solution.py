import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    angles = np.arange(length)[:, None] * _frequencies(width, base)  # (length, width/2)
    # A pair is (sin, cos) of one angle: the point of a hand on a dial. The first hand turns by one radian per position,
    # the last one so slowly that it tells far positions apart.
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table


def shift_matrix(offset, width, base=10000.0):
    # sin(a + b) = sin a cos b + cos a sin b  and  cos(a + b) = cos a cos b - sin a sin b. With b = offset * frequency
    # the new pair is a matrix times the old one, and a, which holds the position, does not appear in it.
    angles = offset * _frequencies(width, base)  # (width/2,)
    even = np.arange(0, width, 2)
    odd = even + 1
    matrix = np.zeros((width, width))
    matrix[even, even] = matrix[odd, odd] = np.cos(angles)
    matrix[even, odd] = np.sin(angles)
    matrix[odd, even] = -np.sin(angles)
    return matrix


def _frequencies(width, base):
    if width % 2 != 0:
        raise ValueError(f"sines and cosines come in pairs, and {width} is odd")
    return base ** (-np.arange(0, width, 2) / width)  # (width/2,): 1 down to almost 1/base
