"""Padding from the remainder, one loop of taps over a buffer of zeros."""

import math

import torch


def same_padding(size, taps, stride=1, dilation=1):
    span = 1 + (taps - 1) * dilation
    rest = size % stride
    need = span - stride if rest == 0 else span - rest
    if need < 0:
        need = 0
    return need // 2, math.ceil(need / 2)


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    n, c, h, w = x.shape
    o, _, kh, kw = weight.shape
    (t, b), (l, r) = same_padding(h, kh, stride, dilation), same_padding(w, kw, stride, dilation)
    big = x.new_zeros(n, c, t + h + b, l + w + r)
    big[:, :, t : t + h, l : l + w] = x
    ho, wo = math.ceil(h / stride), math.ceil(w / stride)
    y = x.new_zeros(n, o, ho, wo)
    for i in range(kh):
        for j in range(kw):
            part = big[:, :, i * dilation :, j * dilation :][:, :, ::stride, ::stride][:, :, :ho, :wo]
            y = y + torch.tensordot(part, weight[:, :, i, j], dims=([1], [1])).permute(0, 3, 1, 2)
    if bias is not None:
        y = y + bias.view(1, -1, 1, 1)
    return y
