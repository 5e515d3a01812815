import torch


def sincos_2d(h, w, d, base=10000.0):
    # TODO: return (h*w, d), float32: the row in the first half, the column in the second
    ...


def relative_index(h, w):
    # TODO: return (h*w, h*w), int64
    ...
