# /// mistake
# fails = "one_matrix_moves_every_position"
# says = "Your matrix expects all sines before all cosines: in the table a sine and its cosine are neighbours, so the matrix has 2 × 2 blocks on its diagonal."
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
    for i in range(width // 2):
        angle = offset * base ** (-2 * i / width)
        c, s = np.cos(angle), np.sin(angle)
        h = i + width // 2
        matrix[i, i] = matrix[h, h] = c
        matrix[i, h], matrix[h, i] = s, -s
    return matrix
