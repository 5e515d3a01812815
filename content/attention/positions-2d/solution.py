import torch


def places(h, w):
    """Row and column of each token, in reading order."""
    token = torch.arange(h * w)
    return token // w, token % w


def sincos_2d(h, w, d, base=10000.0):
    m = d // 4  # two axes, a sine and a cosine each
    # In float64: in float32 an angle of several hundred has lost the digits that its sine needs.
    frequencies = base ** (-torch.arange(m, dtype=torch.float64) / m)
    halves = []
    for position in places(h, w):
        angles = position[:, None] * frequencies  # (h·w, m)
        halves += [angles.sin(), angles.cos()]
    return torch.cat(halves, 1).float()


def relative_index(h, w):
    row, column = places(h, w)
    # Offsets from -(h - 1) to h - 1 become 0 to 2h - 2, and a row of the table has 2w - 1 entries.
    down = row[:, None] - row + h - 1  # query minus key
    right = column[:, None] - column + w - 1
    return down * (2 * w - 1) + right
