import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    # x, dy: (n, c) or (n, c, h, w), gamma: (c,)
    # TODO: return dx like x, dgamma (c,) and dbeta (c,)
    ...
