import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    # x: (n, d); lists with one entry per rank: first (d, h_r), first_bias (h_r,), second (h_r, e); second_bias: (e,)
    # TODO: return y, (n, e), and the list of hidden parts
    ...


def backward(up, x, hidden, first, second, all_reduce):
    # up: (n, e)
    # TODO: return dx and the gradients of first, first_bias, second and second_bias
    ...
