import numpy as np


def average_pool(x, size, stride, padding=0):
    # x: (n, c, h, w)
    # TODO: return (n, c, h_out, w_out)
    ...


def average_pool_backward(dy, shape, size, stride, padding=0):
    # dy: (n, c, h_out, w_out), shape: that of x
    # TODO: return dx
    ...


def global_average_pool(x):
    # TODO: return (n, c)
    ...


def global_average_pool_backward(dy, shape):
    # dy: (n, c), shape: that of x
    # TODO: return dx
    ...
