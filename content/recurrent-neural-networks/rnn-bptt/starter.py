import numpy as np


def forward(x, h0, w_xh, w_hh, b):
    # x: (B, T, n_in), h0: (B, hidden)
    # TODO: return hs of shape (B, T, hidden), and whatever backward needs
    ...


def backward(dhs, cache):
    # dhs: (B, T, hidden)
    # TODO: return dx, dh0, dw_xh, dw_hh, db
    ...
