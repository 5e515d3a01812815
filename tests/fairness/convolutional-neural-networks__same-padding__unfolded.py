"""im2col with F.unfold on the padded image."""

import torch
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    out = (size + stride - 1) // stride
    pad = (out - 1) * stride + (taps - 1) * dilation + 1 - size
    pad = pad if pad > 0 else 0
    before = pad // 2
    return [before, pad - before]


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    h, w = x.shape[-2:]
    kh, kw = weight.shape[-2:]
    pads = same_padding(w, kw, stride, dilation) + same_padding(h, kh, stride, dilation)
    columns = F.unfold(F.pad(x, pads), (kh, kw), dilation=dilation, stride=stride)
    y = weight.flatten(1) @ columns
    y = y.reshape(x.shape[0], weight.shape[0], -(-h // stride), -(-w // stride))
    return y if bias is None else y + bias[None, :, None, None]
