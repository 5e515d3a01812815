# /// mistake
# fails = "each_offset_has_its_index"
# says = "You took key minus query: the offset is query minus key."
# ///
import torch


def places(h, w):
    """Row and column of each token, in reading order."""
    token = torch.arange(h * w)
    return token // w, token % w


def sincos_2d(h, w, d, base=10000.0):
    m = d // 4
    frequencies = base ** (-torch.arange(m, dtype=torch.float64) / m)
    halves = []
    for position in places(h, w):
        angles = position[:, None] * frequencies
        halves += [angles.sin(), angles.cos()]
    return torch.cat(halves, 1).float()


def relative_index(h, w):
    row, column = places(h, w)
    down = row - row[:, None] + h - 1
    right = column - column[:, None] + w - 1
    return down * (2 * w - 1) + right
