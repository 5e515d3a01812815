# /// mistake
# fails = "a_shift_may_be_nothing_or_backwards"
# says = "You took the sines and cosines of the shift out of a table, which has no negative rows: compute them from the angle, which may have any sign."
# ///
import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("the width must be even")
    positions = np.arange(length, dtype=np.float64)[:, None]
    frequencies = base ** (-np.arange(0, width, 2) / width)
    table = np.zeros((length, width))
    table[:, 0::2] = np.sin(positions * frequencies)
    table[:, 1::2] = np.cos(positions * frequencies)
    return table


def shift_matrix(offset, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("the width must be even")
    matrix = np.zeros((width, width))
    row = sinusoidal_positions(offset + 1, width, base)[offset]
    for i in range(width // 2):
        s, c = row[2 * i], row[2 * i + 1]
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return matrix
