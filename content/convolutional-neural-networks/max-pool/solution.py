import numpy as np


def forward(x, size, stride):
    n, c, h, w = x.shape
    rows, columns = (h - size) // stride + 1, (w - size) // stride + 1
    y = np.empty((n, c, rows, columns))
    where = np.empty((n, c, rows, columns), dtype=np.int64)  # place of the maximum in its flattened window
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = x[:, :, top : top + size, left : left + size].reshape(n, c, size * size)
            where[:, :, i, j] = window.argmax(axis=2)  # the first of equal ones, in reading order
            y[:, :, i, j] = window.max(axis=2)
    # The places are enough: the values of x are not needed again.
    return y, (where, x.shape, size, stride)


def backward(dy, cache):
    where, shape, size, stride = cache
    dx = np.zeros(shape)  # all entries that are no maximum keep 0
    image, channel = np.arange(shape[0])[:, None], np.arange(shape[1])  # (n, 1), (c,)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            place = where[:, :, i, j]  # (n, c)
            row, column = i * stride + place // size, j * stride + place % size
            # += since windows may overlap. One position at a time, no entry is named twice, so nothing is lost.
            dx[image, channel, row, column] += dy[:, :, i, j]
    return dx
