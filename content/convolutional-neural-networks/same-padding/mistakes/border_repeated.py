# /// mistake
# fails = "the_convolution_keeps_the_size"
# says = "You repeated the pixels of the border: same padding adds zeros."
# ///
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    count = -(-size // stride)
    reach = dilation * (taps - 1) + 1
    total = max((count - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    top, bottom = same_padding(x.shape[2], weight.shape[2], stride, dilation)
    left, right = same_padding(x.shape[3], weight.shape[3], stride, dilation)
    x = F.pad(x, (left, right, top, bottom), mode="replicate")
    return F.conv2d(x, weight, bias, stride=stride, dilation=dilation)
