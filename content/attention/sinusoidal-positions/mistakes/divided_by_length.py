# /// mistake
# fails = "a_row_does_not_depend_on_the_length"
# says = "You divided the positions by the length, so the same position looks different in a longer sequence."
# ///
import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("the width must be even")
    positions = np.arange(length, dtype=np.float64)[:, None] / max(length, 1)
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
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return matrix
