# /// mistake
# fails = "forward_takes_the_maximum"
# says = "Your forward pass averages: take the maximum."
# ///
import numpy as np


def forward(x, size, stride):
    n, c, h, w = x.shape
    rows, columns = (h - size) // stride + 1, (w - size) // stride + 1
    y = np.zeros((n, c, rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            y[:, :, i, j] = x[:, :, top : top + size, left : left + size].mean(axis=(2, 3))
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
                    p, q = np.unravel_index(window.argmax(), window.shape)
                    dx[a, b, top + p, left + q] += dy[a, b, i, j]
    return dx
