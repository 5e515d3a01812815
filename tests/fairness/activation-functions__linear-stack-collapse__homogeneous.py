"""Homogeneous coordinates for the collapse; XOR as the absolute value of a difference."""

from functools import reduce

import torch


def _square(w, b):
    top = torch.cat([w, b[:, None]], dim=1)
    bottom = torch.zeros(1, top.shape[1], dtype=w.dtype)
    bottom[0, -1] = 1
    return torch.cat([top, bottom])


def collapse(layers):
    m = reduce(lambda acc, layer: _square(*layer) @ acc, layers[1:], _square(*layers[0]))
    return m[:-1, :-1].clone(), m[:-1, -1].clone()


def defect(f, x, y):
    origin = f(torch.zeros(1, x.shape[1], dtype=x.dtype))
    return (f(x + y) - origin) - (f(x) - origin) - (f(y) - origin)


def xor_layers():
    # |x1 - x2| = relu(x1 - x2) + relu(x2 - x1)
    return [
        (torch.tensor([[1, -1], [-1, 1]], dtype=torch.float64), torch.zeros(2, dtype=torch.float64)),
        (torch.ones(1, 2, dtype=torch.float64), torch.zeros(1, dtype=torch.float64)),
    ]
