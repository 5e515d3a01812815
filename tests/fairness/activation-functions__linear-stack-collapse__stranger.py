"""From the last layer backwards; XOR with three units."""

import torch


def collapse(layers):
    weight, bias = layers[-1]
    bias = bias.clone()
    for w, b in reversed(layers[:-1]):
        bias = bias + torch.mv(weight, b)
        weight = torch.matmul(weight, w)
    return weight, bias


def defect(f, x, y):
    both = f(torch.cat([x + y, x, y, torch.zeros_like(y)], dim=0))
    s, a, b, zero = both.chunk(4)
    return s - a - b + zero


def xor_layers():
    w1 = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    b1 = torch.tensor([0.0, 0.0, -1.0])
    w2 = torch.tensor([[1.0, 1.0, -2.0]])
    b2 = torch.zeros(1)
    return [[w1, b1], [w2, b2]]
