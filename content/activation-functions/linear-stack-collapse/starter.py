import torch


def collapse(layers):
    # layers: a list of pairs, weight (out, in) and bias (out,)
    # TODO: return the weight and bias of the one layer that does the same
    ...


def defect(f, x, y):
    # TODO: f(x + y) - f(x) - f(y) + f(0)
    ...


def xor_layers():
    # TODO: two layers that compute XOR with a ReLU between them
    ...
