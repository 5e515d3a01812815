import torch


def logsumexp(x, dim=-1):
    # TODO: return a tensor without dimension dim
    ...


def log_softmax(x, dim=-1):
    # TODO: return a tensor of the same shape as x
    ...
