# /// mistake
# fails = "dilation_widens_the_padding"
# says = "You took dilation * taps as the width of the kernel: there is nothing after the last tap, so it is dilation * (taps - 1) + 1."
# ///
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    count = -(-size // stride)
    reach = dilation * taps
    total = max((count - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    top, bottom = same_padding(x.shape[2], weight.shape[2], stride, dilation)
    left, right = same_padding(x.shape[3], weight.shape[3], stride, dilation)
    x = F.pad(x, (left, right, top, bottom))
    return F.conv2d(x, weight, bias, stride=stride, dilation=dilation)
