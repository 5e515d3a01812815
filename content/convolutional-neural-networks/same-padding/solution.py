import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    count = -(-size // stride)  # size / stride rounded up, without floats
    reach = dilation * (taps - 1) + 1  # from the first tap to the last, both included
    # The last kernel starts at (count - 1)·stride and must still fit. With a short kernel and a long stride it does so
    # without any zeros: then the formula is negative, and cutting pixels off is not padding.
    total = max((count - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2  # the odd one goes to the end


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    top, bottom = same_padding(x.shape[2], weight.shape[2], stride, dilation)
    left, right = same_padding(x.shape[3], weight.shape[3], stride, dilation)
    # F.pad counts from the last axis backwards: columns first. conv2d's own padding is the same on both sides.
    x = F.pad(x, (left, right, top, bottom))
    return F.conv2d(x, weight, bias, stride=stride, dilation=dilation)
