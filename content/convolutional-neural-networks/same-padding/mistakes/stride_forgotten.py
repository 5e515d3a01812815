# /// mistake
# fails = "a_stride_rounds_up_with_few_zeros"
# says = "You padded as for stride 1: with a stride the kernel visits fewer places, and fewer zeros are needed."
# ///
import torch.nn.functional as F


def same_padding(size, taps, stride=1, dilation=1):
    count = -(-size // stride)
    reach = dilation * (taps - 1) + 1
    total = reach - 1
    return total // 2, total - total // 2


def conv2d_same(x, weight, bias=None, stride=1, dilation=1):
    top, bottom = same_padding(x.shape[2], weight.shape[2], stride, dilation)
    left, right = same_padding(x.shape[3], weight.shape[3], stride, dilation)
    x = F.pad(x, (left, right, top, bottom))
    return F.conv2d(x, weight, bias, stride=stride, dilation=dilation)
