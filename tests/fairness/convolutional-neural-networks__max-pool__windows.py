"""sliding_window_view and np.add.at."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def forward(x, size, stride):
    windows = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], size * size)
    index = flat.argmax(-1)
    y = np.take_along_axis(flat, index[..., None], -1)[..., 0]
    return y, {"index": index, "shape": x.shape, "size": size, "stride": stride}


def backward(dy, cache):
    dx = np.zeros(cache["shape"])
    n, c, i, j = np.indices(dy.shape)
    a, b = np.divmod(cache["index"], cache["size"])
    np.add.at(dx, (n, c, i * cache["stride"] + a, j * cache["stride"] + b), dy)
    return dx
