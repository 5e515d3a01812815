"""einsum and torch.where."""

import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    before = [torch.addmm(bias, x, weight) for weight, bias in zip(first, first_bias)]
    hidden = [torch.where(z > 0, z, torch.zeros_like(z)) for z in before]
    sums = all_reduce([torch.einsum("nh,he->ne", z, w) for z, w in zip(hidden, second)])
    return sums[0].add(second_bias), hidden


def backward(up, x, hidden, first, second, all_reduce):
    back = [torch.einsum("ne,he,nh->nh", up, w, torch.sign(z)) for z, w in zip(hidden, second)]
    dx = all_reduce([torch.einsum("nh,dh->nd", g, w) for g, w in zip(back, first)])[0]
    ones = torch.ones(len(x), dtype=x.dtype)
    return (
        dx,
        [torch.einsum("nd,nh->dh", x, g) for g in back],
        [ones @ g for g in back],
        [torch.einsum("nh,ne->he", z, up) for z in hidden],
        ones @ up,
    )
