import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("even widths only")
    column = np.arange(width)
    rate = np.power(base, -(column // 2 * 2) / width)
    angle = np.arange(length).reshape(-1, 1) * rate
    return np.where(column % 2 == 0, np.sin(angle), np.cos(angle))


def shift_matrix(offset, width, base=10000.0):
    if width % 2 != 0:
        raise ValueError("even widths only")
    rate = np.power(base, -(np.arange(0, width, 2) / width)) * offset
    blocks = np.array([[np.cos(rate), np.sin(rate)], [-np.sin(rate), np.cos(rate)]]).transpose(2, 0, 1)
    full = np.zeros((width // 2, 2, width // 2, 2))
    which = np.arange(width // 2)
    full[which, :, which, :] = blocks
    return full.reshape(width, width)
