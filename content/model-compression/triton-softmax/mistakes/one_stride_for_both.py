# /// mistake
# fails = "the_kernel_keeps_to_its_row"
# says = "You used the stride of x for out: each tensor has a stride of its own."
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
    raised = tl.exp(entries - tl.max(entries, axis=0))
    tl.store(out + row * x_stride + column, raised / tl.sum(raised, axis=0), mask=inside)


def softmax(x):
    rows, columns = x.shape
    # Spare entries behind the rows: what is written out of bounds must not bring the judge's own process down.
    spare = torch.empty(rows * max(columns, x.stride(0)) + 2 * columns, dtype=x.dtype, device=x.device)
    out = spare[: rows * columns].view(rows, columns)
    softmax_kernel[(rows,)](out, x, out.stride(0), x.stride(0), columns, BLOCK=triton.next_power_of_2(columns))
    return out
