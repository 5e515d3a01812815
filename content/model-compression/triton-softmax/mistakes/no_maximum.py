# /// mistake
# fails = "large_entries_do_not_overflow"
# says = "You did not subtract the maximum of the row before exp, so large entries overflow."
# ///
import torch
import triton
import triton.language as tl


@triton.jit
def softmax_kernel(out, x, out_stride, x_stride, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    column = tl.arange(0, BLOCK)
    inside = column < columns
    entries = tl.load(x + row * x_stride + column, mask=inside, other=float("-inf")).to(tl.float32)
    raised = tl.exp(entries)
    tl.store(out + row * out_stride + column, raised / tl.sum(raised, axis=0), mask=inside)


def softmax(x):
    rows, columns = x.shape
    out = torch.empty((rows, columns), dtype=x.dtype, device=x.device)
    softmax_kernel[(rows,)](out, x, out.stride(0), x.stride(0), columns, BLOCK=triton.next_power_of_2(columns))
    return out
