"""Sums from an integral image, divided by an integral image of ones; backward pixel by pixel from the windows."""

import numpy as np


def _sums(a, size, stride, padding):
    p = np.pad(a, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    t = np.zeros((p.shape[0], p.shape[1], p.shape[2] + 1, p.shape[3] + 1))
    t[:, :, 1:, 1:] = p.cumsum(2).cumsum(3)
    s = t[:, :, size:, size:] - t[:, :, :-size, size:] - t[:, :, size:, :-size] + t[:, :, :-size, :-size]
    return s[:, :, ::stride, ::stride]


def average_pool(x, size, stride, padding=0):
    return _sums(x, size, stride, padding) / _sums(np.ones((1, 1) + x.shape[2:]), size, stride, padding)


def average_pool_backward(dy, shape, size, stride, padding=0):
    n, c, h, w = shape
    g = dy / _sums(np.ones((1, 1, h, w)), size, stride, padding)
    big = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    ho, wo = dy.shape[2:]
    for a in range(size):
        for b in range(size):
            big[:, :, a : a + (ho - 1) * stride + 1 : stride, b : b + (wo - 1) * stride + 1 : stride] += g
    return big[:, :, padding : padding + h, padding : padding + w].copy()


def global_average_pool(x):
    return np.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])


def global_average_pool_backward(dy, shape):
    n, c, h, w = shape
    return np.repeat(dy / (h * w), h * w, axis=1).reshape(shape)
