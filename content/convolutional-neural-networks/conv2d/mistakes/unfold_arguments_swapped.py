# /// mistake
# fails = "moves_by_the_stride"
# says = "You handed stride, padding and dilation to F.unfold in conv2d's order, but it takes dilation, padding, stride: name the arguments."
# ///
import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, c_in, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    columns = F.unfold(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(c_out, -1) @ columns
    h_out = (h + 2 * padding - dilation * (kh - 1) - 1) // stride + 1
    w_out = (w + 2 * padding - dilation * (kw - 1) - 1) // stride + 1
    out = out.view(n, c_out, h_out, -1)
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1)
    return out
