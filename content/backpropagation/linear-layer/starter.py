import numpy as np


def forward(x, w, b):
    # x: (..., n_in), w: (n_out, n_in), b: (n_out,)
    # TODO: return y of shape (..., n_out), and whatever backward needs
    ...


def backward(dy, cache):
    # dy: (..., n_out)
    # TODO: return dx, dw, db with the shapes of x, w, b
    ...
