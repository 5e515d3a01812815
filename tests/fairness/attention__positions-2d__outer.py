"""Tables of each axis on its own, expanded over the other."""

import torch


def _axis(n, d, base):
    m = d // 4
    omega = 1.0 / base ** (torch.arange(m).double() / m)
    a = torch.outer(torch.arange(n).double(), omega)
    return torch.cat([torch.sin(a), torch.cos(a)], dim=1)


def sincos_2d(h, w, d, base=10000.0):
    rows = _axis(h, d, base)[:, None, :].expand(h, w, d // 2)
    cols = _axis(w, d, base)[None, :, :].expand(h, w, d // 2)
    return torch.cat([rows, cols], dim=-1).reshape(h * w, d).to(torch.float32)


def relative_index(h, w):
    out = torch.empty(h * w, h * w, dtype=torch.long)
    for i in range(h * w):
        for j in range(h * w):
            dr, dc = i // w - j // w, i % w - j % w
            out[i, j] = (dr + h - 1) * (2 * w - 1) + dc + w - 1
    return out
