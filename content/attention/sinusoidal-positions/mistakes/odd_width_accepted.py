# /// mistake
# fails = "odd_widths_are_refused"
# says = "An odd width leaves a sine without its cosine, and then no matrix can move it: raise ValueError."
# ///
import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    positions = np.arange(length, dtype=np.float64)[:, None]
    frequencies = base ** (-np.arange(0, width, 2) / width)
    table = np.zeros((length, width // 2 * 2))
    table[:, 0::2] = np.sin(positions * frequencies)
    table[:, 1::2] = np.cos(positions * frequencies)
    return table


def shift_matrix(offset, width, base=10000.0):
    matrix = np.zeros((width, width))
    for i in range(width // 2):
        angle = offset * base ** (-2 * i / width)
        c, s = np.cos(angle), np.sin(angle)
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return matrix
