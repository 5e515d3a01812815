import numpy as np


def forward(x, size, stride):
    # x: (n, c, h, w)
    # TODO: return y of shape (n, c, h_out, w_out), and whatever backward needs
    ...


def backward(dy, cache):
    # dy: (n, c, h_out, w_out)
    # TODO: return dx of the shape of x
    ...
