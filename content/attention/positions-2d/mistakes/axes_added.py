# /// mistake
# fails = "one_patch_and_one_frequency"
# says = "You added the encodings of row and column: they stand next to each other, so that neither hides the other."
# ///
import torch


def places(h, w):
    """Row and column of each token, in reading order."""
    token = torch.arange(h * w)
    return token // w, token % w


def sincos_2d(h, w, d, base=10000.0):
    m = d // 2
    frequencies = base ** (-torch.arange(m, dtype=torch.float64) / m)
    halves = []
    for position in places(h, w):
        angles = position[:, None] * frequencies
        halves += [angles.sin(), angles.cos()]
    return (torch.cat(halves[:2], 1) + torch.cat(halves[2:], 1)).float()


def relative_index(h, w):
    row, column = places(h, w)
    down = row[:, None] - row + h - 1
    right = column[:, None] - column + w - 1
    return down * (2 * w - 1) + right
