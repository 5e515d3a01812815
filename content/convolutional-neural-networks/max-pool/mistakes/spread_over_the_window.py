# /// mistake
# fails = "the_maximum_gets_the_gradient"
# says = "You spread the gradient evenly over the window, which is average pooling: the maximum gets all of it."
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
                    dx[a, b, top : top + size, left : left + size] += dy[a, b, i, j] / size**2
    return dx
