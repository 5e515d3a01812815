import torch
import triton
from triton import language as tl


@triton.jit
def softmax_kernel(out, x, out_stride, x_stride, columns, BLOCK: tl.constexpr):
    # exp2 with the logarithm's base folded in, and the lanes beyond the row silenced afterwards
    pid = tl.program_id(axis=0)
    lanes = tl.arange(0, BLOCK)
    keep = lanes < columns
    row = tl.load(x + pid * x_stride + lanes, mask=keep).to(tl.float32)
    row = tl.where(keep, row, -float("inf"))
    top = tl.max(row, 0)
    e = tl.exp2((row - top) * 1.4426950408889634)
    tl.store(out + pid * out_stride + lanes, (e * (1.0 / tl.sum(e, 0))).to(out.dtype.element_ty), mask=keep)


def softmax(x):
    n, m = x.shape
    block = 1
    while block < m:
        block *= 2
    y = torch.zeros(n, m, dtype=x.dtype, device=x.device)
    grid = lambda meta: (n,)
    softmax_kernel[grid](y, x, y.stride(0), x.stride(0), m, BLOCK=block, num_warps=2)
    return y
