"""Four nested loops that write into an output of their own, bounds checked instead of padding."""

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, _, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    h_out = (h + 2 * padding - dilation * (kh - 1) - 1) // stride + 1
    w_out = (w + 2 * padding - dilation * (kw - 1) - 1) // stride + 1
    out = torch.zeros((n, c_out, h_out, w_out), dtype=x.dtype)
    for i in range(h_out):
        for j in range(w_out):
            for a in range(kh):
                for b in range(kw):
                    row, column = i * stride - padding + a * dilation, j * stride - padding + b * dilation
                    if 0 <= row < h and 0 <= column < w:
                        out[:, :, i, j] += x[:, :, row, column] @ weight[:, :, a, b].T
    if bias is not None:
        out += bias[None, :, None, None]
    return out
