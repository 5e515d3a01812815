# /// mistake
# fails = "ties_go_to_the_first"
# says = "You split the gradient among equal maxima: here the first one gets all of it."
# ///
import numpy as np


def forward(x, size, stride):
    n, c, h, w = x.shape
    rows, columns = (h - size) // stride + 1, (w - size) // stride + 1
    y = np.zeros((n, c, rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            y[:, :, i, j] = x[:, :, top : top + size, left : left + size].max(axis=(2, 3))
    return y, (x.copy(), size, stride)


def backward(dy, cache):
    x, size, stride = cache
    dx = np.zeros_like(x)
    n, c, rows, columns = dy.shape
    for a in range(n):
        for b in range(c):
            for i in range(rows):
                for j in range(columns):
                    top, left = i * stride, j * stride
                    window = x[a, b, top : top + size, left : left + size]
                    mask = window == window.max()
                    dx[a, b, top : top + size, left : left + size] += mask * dy[a, b, i, j] / mask.sum()
    return dx
