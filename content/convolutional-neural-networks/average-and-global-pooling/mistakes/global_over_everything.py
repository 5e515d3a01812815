# /// mistake
# fails = "global_pooling_gives_one_number_per_map"
# says = "You averaged over the wrong axes: one number for each image and channel remains, so reduce height and width only."
# ///
import numpy as np


def windows(length, size, stride, padding):
    """The windows along one axis, each cut to the pixels that there are."""
    count = (length + 2 * padding - size) // stride + 1
    starts = (i * stride - padding for i in range(count))
    return [slice(max(start, 0), start + size) for start in starts]


def average_pool(x, size, stride, padding=0):
    n, c, h, w = x.shape
    rows, columns = windows(h, size, stride, padding), windows(w, size, stride, padding)
    y = np.empty((n, c, len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            y[:, :, i, j] = x[:, :, row, column].mean(axis=(2, 3))
    return y


def average_pool_backward(dy, shape, size, stride, padding=0):
    dx = np.zeros(shape)
    for i, row in enumerate(windows(shape[2], size, stride, padding)):
        for j, column in enumerate(windows(shape[3], size, stride, padding)):
            seen = dx[:, :, row, column]
            pixels = seen.shape[2] * seen.shape[3]
            seen += dy[:, :, i, j, None, None] / pixels
    return dx


def global_average_pool(x):
    return x.mean(axis=(0, 2, 3))


def global_average_pool_backward(dy, shape):
    return np.ones(shape) * dy[:, :, None, None] / (shape[2] * shape[3])
