# /// mistake
# fails = "the_kernel_keeps_to_its_row"
# says = "You took the number of columns for the distance between rows: use out_stride and x_stride, since rows may lie apart."
# ///
import torch
import triton
import triton.language as tl


@triton.jit
def softmax_kernel(out, x, out_stride, x_stride, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    column = tl.arange(0, BLOCK)
    inside = column < columns
    entries = tl.load(x + row * columns + column, mask=inside, other=float("-inf")).to(tl.float32)
    raised = tl.exp(entries - tl.max(entries, axis=0))
    tl.store(out + row * columns + column, raised / tl.sum(raised, axis=0), mask=inside)


def softmax(x):
    rows, columns = x.shape
    out = torch.empty((rows, columns), dtype=x.dtype, device=x.device)
    softmax_kernel[(rows,)](out, x, out.stride(0), x.stride(0), columns, BLOCK=triton.next_power_of_2(columns))
    return out
