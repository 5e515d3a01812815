# /// mistake
# fails = "frequencies_fall_by_powers"
# says = "You interleaved sines and cosines: here all sines of an axis come before all of its cosines."
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
        halves.append(torch.stack([angles.sin(), angles.cos()], 2).flatten(1))
    return torch.cat(halves, 1).float()


def relative_index(h, w):
    row, column = places(h, w)
    down = row[:, None] - row + h - 1
    right = column[:, None] - column + w - 1
    return down * (2 * w - 1) + right
