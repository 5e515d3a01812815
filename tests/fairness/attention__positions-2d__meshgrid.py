"""meshgrid, frequencies by exp and log, and the offsets of stacked coordinates."""

import math

import torch


def sincos_2d(h, w, d, base=10000.0):
    y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    m = d // 4
    freq = torch.exp(-math.log(base) * torch.arange(m).double() / m)
    out = torch.empty(h * w, d)
    for start, p in ((0, y), (d // 2, x)):
        ang = p.reshape(-1, 1).double() * freq
        out[:, start : start + m] = ang.sin()
        out[:, start + m : start + 2 * m] = ang.cos()
    return out


def relative_index(h, w):
    grid = torch.stack(torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")).flatten(1)
    rel = grid.unsqueeze(2) - grid.unsqueeze(1)
    rel[0] += h - 1
    rel[1] += w - 1
    rel[0] *= 2 * w - 1
    return rel.sum(0)
