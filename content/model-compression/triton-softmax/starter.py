import torch
import triton
import triton.language as tl


@triton.jit
def softmax_kernel(out, x, out_stride, x_stride, columns, BLOCK: tl.constexpr):
    # TODO: load one row, masked; compute its softmax; store it, masked
    pass


def softmax(x):
    out = torch.empty_like(x)
    # TODO: launch one program per row
    return out
