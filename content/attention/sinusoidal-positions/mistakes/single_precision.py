# /// mistake
# fails = "far_positions_are_exact"
# says = "You computed the angles in float32, which at far positions is wrong in the fourth digit: NumPy computes in float64 unless told otherwise."
# ///
import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("the width must be even")
    positions = np.arange(length, dtype=np.float32)[:, None]
    frequencies = base ** (-np.arange(0, width, 2) / width).astype(np.float32)
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
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return matrix
