import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    if width % 2:
        raise ValueError(width)
    div = np.exp(np.arange(0, width, 2) * (-np.log(base) / width))
    angle = np.outer(np.arange(length), div)
    return np.stack((np.sin(angle), np.cos(angle)), axis=-1).reshape(length, width)


def shift_matrix(offset, width, base=10000.0):
    if width % 2:
        raise ValueError(width)
    z = np.exp(1j * offset * np.exp(np.arange(0, width, 2) * (-np.log(base) / width)))
    c, s = np.repeat(z.real, 2), z.imag
    up = np.zeros(width - 1)
    up[::2] = s
    return np.diag(c) + np.diag(up, 1) - np.diag(up, -1)
