import torch
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    # TODO: return the number of zeros before and after
    ...


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    # x: (n, c_in, h, w), weight: (c_out, c_in, kh, kw)
    # TODO: return (n, c_out, ceil(h / stride), ceil(w / stride))
    ...
