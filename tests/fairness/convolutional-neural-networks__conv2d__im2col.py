"""F.unfold and a matrix product, zero bias where there is none."""

import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    out_channels, _, kh, kw = weight.size()
    columns = F.unfold(x, (kh, kw), dilation=dilation, padding=padding, stride=stride)
    if bias is None:
        bias = weight.new_zeros(out_channels)
    flat = torch.matmul(weight.flatten(1), columns) + bias.unsqueeze(-1)
    height = 1 + (x.size(-2) + 2 * padding - dilation * (kh - 1) - 1) // stride
    return flat.unflatten(-1, (height, -1))
