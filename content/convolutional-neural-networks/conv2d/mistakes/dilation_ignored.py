# /// mistake
# fails = "spreads_the_taps_by_the_dilation"
# says = "Your function does not use the dilation: tap a of the kernel looks a * dilation pixels further."
# ///
import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, c_in, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    padded = x.new_zeros(n, c_in, h + 2 * padding, w + 2 * padding)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    h_out = (h + 2 * padding - (kh - 1) - 1) // stride + 1
    w_out = (w + 2 * padding - (kw - 1) - 1) // stride + 1
    out = x.new_zeros(n, c_out, h_out, w_out)
    for i in range(h_out):
        for j in range(w_out):
            top, left = i * stride, j * stride
            rows = slice(top, top + (kh - 1) + 1)
            columns = slice(left, left + (kw - 1) + 1)
            patch = padded[:, :, rows, columns]
            out[:, :, i, j] = torch.einsum("ncab,ocab->no", patch, weight)
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1)
    return out
