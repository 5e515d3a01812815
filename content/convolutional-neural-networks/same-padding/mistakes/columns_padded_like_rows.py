# /// mistake
# fails = "each_axis_has_its_own_padding"
# says = "You padded the columns as the rows need it: width and kernel width may differ, so compute each axis on its own."
# ///
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    count = -(-size // stride)
    reach = dilation * (taps - 1) + 1
    total = max((count - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    top, bottom = same_padding(x.shape[2], weight.shape[2], stride, dilation)
    left, right = top, bottom
    x = F.pad(x, (left, right, top, bottom))
    return F.conv2d(x, weight, bias, stride=stride, dilation=dilation)
