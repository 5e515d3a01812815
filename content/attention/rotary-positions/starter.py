import torch


def rope(x, positions, base=10000.0):
    # x: (..., n, d), positions: broadcastable to (..., n)
    # TODO: turn the pairs (0, 1), (2, 3), ... and return (..., n, d)
    ...
