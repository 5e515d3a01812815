import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    # x: (..., d), gamma and beta: (d,)
    # TODO: return (..., d) in the dtype of x
    ...
