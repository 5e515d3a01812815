import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    kh, kw = weight.shape[2:]
    x = F.pad(x, (padding, padding, padding, padding))  # left, right, top, bottom
    h_out = places(x.shape[2], kh, stride, dilation)
    w_out = places(x.shape[3], kw, stride, dilation)

    # kh·kw steps instead of h_out·w_out: one tap of the kernel sees, over all places at once, a strided slice of the
    # image, and what it does with it is a matrix product over the channels.
    out = 0
    for a in range(kh):
        rows = every(stride, a * dilation, h_out)
        for b in range(kw):
            seen = x[:, :, rows, every(stride, b * dilation, w_out)]  # (n, c_in, h_out, w_out)
            out = out + torch.einsum("nchw,oc->nohw", seen, weight[:, :, a, b])
    return out if bias is None else out + bias[:, None, None]  # one number per channel, not per column


def places(size, taps, stride, dilation):
    """How many positions a dilated kernel has along one padded axis."""
    reach = dilation * (taps - 1) + 1  # from the first tap to the last, both included
    return (size - reach) // stride + 1


def every(stride, start, count):
    """A slice of `count` indices from `start` on; its end is just past the last, so it never runs over."""
    return slice(start, start + stride * (count - 1) + 1, stride)
